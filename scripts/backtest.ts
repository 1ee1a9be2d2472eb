import { readFileSync } from "node:fs";
import { AppError } from "#server/errors.ts";
import { columnPairs, parseColumnMap } from "#server/ingest/import/parse-column-map.ts";
import { type BacktestDay, backtest } from "#server/projections/backtest.ts";
import { StartError } from "#server/start-error.ts";
import { backtestText } from "./backtest-text.ts";
import { parseOptions } from "./parse-options.ts";
import { readTrace, type TraceCalls, type TraceOptions } from "./read-trace.ts";
import { exitCodeOf, UsageError } from "./usage-error.ts";

const usage = `Projects every day of a trace with what was known then, and compares with what came and with the run rate.

  npm run backtest -- <file or folder…>

Each file or folder is one trace, read as by an import, priced, and summed by UTC day; nothing is recorded.

  --hour <1–23>        the UTC hour that each day is projected at (default: 12)
  --map <field>=<column>, --map <file.json>, --provider, --model <name>   as for an import
  --json               the result as JSON, amounts in nano-dollars
  --help               prints this

Ends with 0 when it is done, with 1 when no trace holds 8 days, with 2 for a wrong call.`;

/** `problem`: why it could not be read. */
export type Trace = TraceCalls & { path: string; result: BacktestDay[]; problem?: string };

try {
  const { values, positionals } = parseOptions(usage, {
    allowPositionals: true,
    options: {
      hour: { type: "string", default: "12" },
      map: { type: "string", multiple: true },
      provider: { type: "string" },
      model: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) console.log(usage);
  else {
    const hour = Number(values.hour);
    if (!Number.isInteger(hour) || hour < 1 || hour > 23)
      throw new UsageError(usage, "--hour is a whole number, 1 to 23.");
    if (positionals.length === 0) throw new UsageError(usage, "Say which file or folder to read.");
    const { provider, model, map } = values;
    const options = { ...(provider && { provider }), ...(model && { model }), ...(map && { columns: columnsOf(map) }) };
    const traces: Trace[] = [];
    for (const path of positionals) {
      traces.push(await backtestOf(path, options, hour));
    }
    console.log(values.json ? jsonOf(traces) : backtestText(traces));
    if (traces.every(({ result }) => result.length === 0)) {
      throw new StartError("No trace holds the 8 days that it takes: 7 of history and one to project.");
    }
  }
} catch (error) {
  process.exitCode = exitCodeOf(error);
  console.error(error instanceof AppError || error instanceof StartError ? error.message : error);
}

async function backtestOf(path: string, options: TraceOptions, hour: number): Promise<Trace> {
  try {
    const calls = await readTrace(path, options);
    return { path, ...calls, result: backtest(calls.days, hour) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { path, days: [], calls: 0, unpriced: 0, result: [], problem: error.message };
  }
}

function columnsOf(words: string[]) {
  const pairs = columnPairs(words);
  if (pairs) return pairs;
  try {
    return parseColumnMap(readFileSync(words[0] ?? "", "utf8"));
  } catch {
    throw new UsageError(usage, "--map is <field>=<column>, as often as needed, or one JSON file.");
  }
}

function jsonOf(traces: Trace[]): string {
  const shown = traces.map(({ path, calls, unpriced, result }) => ({ path, calls, unpriced, days: result }));
  return JSON.stringify(shown, (_, value) => (typeof value === "bigint" ? value.toString() : value), 2);
}
