import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseOptions } from "#scripts/parse-options.ts";
import { exitCodeOf, UsageError } from "#scripts/usage-error.ts";
import { type BenchServer, startBenchDatabase } from "./bench-database.ts";
import { benchProjects } from "./calls.ts";
import { startChild } from "./child.ts";
import { textTable } from "./faults/text-table.ts";
import type { Sample } from "./sample-process.ts";
import { type Trend, trend } from "./trend.ts";

const usage = `npm run soak [-- --minutes <n>]

A little of everything at once for ten minutes, on a database of its own: calls recorded and reserved for, OpenTelemetry, the
reads of the pages, live streams that come and go, CSV. Then: does memory, do connections, queues or delays grow, and is every sum
what its entries say.

  --minutes <n>  from 1 to 600 (10)
  --help         prints this

Ends with 0 when nothing grows and all agrees, with 1 otherwise, with 2 for wrong options.`;

const everyMs = 2_000;
/** Of the run, at its beginning: caches fill, code is compiled. */
const warmUp = 1 / 3;
const started = Date.now();
const say = (text: string) => console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);

type Counts = Record<string, { done: number; failed: string[] }>;
type Row = { name: string; unit: string; trend: Trend; max: number; must: string; pass: boolean };

process.exitCode = await main().catch((error) => {
  console.error(error instanceof UsageError ? error.message : error);
  return exitCodeOf(error);
});

async function main(): Promise<number> {
  const { values } = parseOptions(usage, {
    options: {
      minutes: { type: "string", default: "10" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const minutes = Number(values.minutes);
  if (!(minutes >= 1 && minutes <= 600)) throw new UsageError(usage, "--minutes is a number from 1 to 600.");
  say("Starting a database and a server");
  const database = await startBenchDatabase(say);
  try {
    const env = { BENCH_WORKER: "true", NODE_OPTIONS: "--expose-gc", LOG_LEVEL: "warn", PURSER_USER_RATE_LIMIT: "0" };
    const server = await database.startServer("soak", benchProjects, env);
    return await soak(server, minutes);
  } finally {
    await database.stop();
  }
}

async function soak({ port, key, cookie, process: server }: BenchServer, minutes: number): Promise<number> {
  const client = startChild("soak-process.ts");
  try {
    await client.call("start", { url: `http://127.0.0.1:${port}`, key, cookie });
    const begun = Date.now();
    const elapsed = () => (Date.now() - begun) / 60_000;
    const samples: { minute: number; sample: Sample }[] = [];
    for (let said = 0; elapsed() < minutes; ) {
      await sleep(everyMs);
      samples.push({ minute: elapsed(), sample: await server.call<Sample>("sample") });
      if (elapsed() < said + 0.5) continue;
      said = elapsed();
      say(`${said.toFixed(1)} of ${minutes} min, ${samples.at(-1)?.sample.rss.toFixed(0)} MB`);
    }
    const counts = await client.call<Counts>("stop");
    say("Comparing every sum with its entries");
    const wrong = await server.call<{ check: string; at: string }[]>("reconcile");
    return report(
      samples,
      counts,
      wrong.map(({ check, at }) => `${check}: ${at}`),
    );
  } finally {
    await client.end();
  }
}

function report(samples: { minute: number; sample: Sample }[], counts: Counts, wrong: string[]): number {
  const rows = figures(samples.slice(Math.floor(samples.length * warmUp)));
  const number = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  console.log(
    textTable([
      ["done", "times", "failed"],
      ...Object.entries(counts).map(([name, { done, failed }]) => [name, number(done), number(failed.length)]),
    ]),
  );
  console.log();
  console.log(
    textTable([
      ["of the server", "mean", "most", "a minute", "must", ""],
      ...rows.map((row) => [
        row.name,
        `${number(row.trend.mean)} ${row.unit}`,
        `${number(row.max)} ${row.unit}`,
        `${row.trend.perMinute >= 0 ? "+" : ""}${row.trend.perMinute.toFixed(2)} ± ${row.trend.bound.toFixed(2)}`,
        row.must,
        row.pass ? "✓" : "✗",
      ]),
      ["sums that differ from their entries", String(wrong.length), "", "", "none", wrong.length === 0 ? "✓" : "✗"],
    ]),
  );
  console.log(
    `\n${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)} of other work and this`,
  );
  const failed = Object.entries(counts).flatMap(([name, { failed }]) =>
    failed.slice(0, 3).map((one) => `${name}: ${one}`),
  );
  const bad = [...failed, ...wrong.slice(0, 10)];
  if (bad.length > 0) console.log(`\n${bad.map((line) => `✗ ${line}`).join("\n")}`);
  return bad.length > 0 || rows.some(({ pass }) => !pass) ? 1 : 0;
}

/** What must not grow. A trend counts as growth when even the lower end of its bound is above what is allowed. */
function figures(samples: { minute: number; sample: Sample }[]): Row[] {
  const minutes = samples.map(({ minute }) => minute);
  const row = (
    field: keyof Sample,
    name: string,
    unit: string,
    allowed: number,
    most = Number.POSITIVE_INFINITY,
  ): Row => {
    const values = samples.map(({ sample }) => sample[field]);
    const line = trend(minutes, values);
    const max = Math.max(...values);
    const must = `≤ +${allowed} a minute${most === Number.POSITIVE_INFINITY ? "" : `, ≤ ${most}`}`;
    return { name, unit, trend: line, max, must, pass: line.perMinute - line.bound <= allowed && max <= most };
  };
  return [
    row("heap", "memory in use after collection", "MB", 0.5),
    row("rss", "resident memory", "MB", 2),
    row("connections", "connections to the database", "", 0.1, 20),
    row("waiting", "statements that wait for one", "", 0.1),
    row("events", "events nobody was told of", "", 0.5),
    row("jobs", "jobs that wait", "", 0.5),
    row("delay99", "event loop late, 99 of 100", "ms", 2),
    row("delayMax", "event loop late, at most", "ms", 20),
  ];
}
