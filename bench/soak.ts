import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseOptions } from "#scripts/parse-options.ts";
import { exitCodeOf, UsageError } from "#scripts/usage-error.ts";
import { type BenchServer, startBenchDatabase } from "./bench-database.ts";
import { benchProjects } from "./calls.ts";
import { startChild } from "./child.ts";
import { textTable } from "./faults/text-table.ts";
import type { Kept, Sample } from "./sample-process.ts";
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
/** How often what is kept is asked after the warm-up, and again at the end; never between, since V8 collects otherwise then. */
const askedFor = 5;
const started = Date.now();
const say = (text: string) => console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);

type At<Taken> = { minute: number } & Taken;
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
    const samples: At<Sample>[] = [];
    const kept: At<Kept>[] = [];
    const sampleUntil = async (minute: number) => {
      for (let said = elapsed(); elapsed() < minute; ) {
        await sleep(everyMs);
        const sample = await server.call<Sample>("sample");
        samples.push({ minute: elapsed(), ...sample });
        if (elapsed() < said + 0.5) continue;
        said = elapsed();
        say(`${said.toFixed(1)} of ${minutes} min, ${sample.rss.toFixed(0)} MB`);
      }
    };
    const askWhatIsKept = async () => {
      for (let i = 0; i < askedFor; i++) {
        await sleep(everyMs);
        const one = { minute: elapsed(), ...(await server.call<Kept>("collectAll")) };
        kept.push(one);
        say(
          `Kept after everything else is given back: heap ${one.heap.toFixed(1)} MB, resident ${one.rss.toFixed(0)} MB`,
        );
      }
    };
    await sampleUntil(minutes * warmUp);
    samples.length = 0;
    await askWhatIsKept();
    await sleep(everyMs);
    await server.call("sample"); // late by what was collected
    await sampleUntil(minutes);
    await askWhatIsKept();
    const counts = await client.call<Counts>("stop");
    say("Comparing every sum with its entries");
    const wrong = await server.call<{ check: string; at: string }[]>("reconcile");
    return report(
      figures(samples, kept),
      counts,
      wrong.map(({ check, at }) => `${check}: ${at}`),
    );
  } finally {
    await client.end();
  }
}

function report(rows: Row[], counts: Counts, wrong: string[]): number {
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
        row.must && (row.pass ? "✓" : "✗"),
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
function figures(samples: At<Sample>[], kept: At<Kept>[]): Row[] {
  const row = <Field extends string>(
    of: At<Record<Field, number>>[],
    field: Field,
    name: string,
    unit: string,
    { growth, most }: { growth?: number; most?: number },
  ): Row => {
    const values = of.map((one) => one[field]);
    const line = trend(
      of.map(({ minute }) => minute),
      values,
    );
    const max = Math.max(...values);
    // Nothing: told only, since it says as much of other programs on the machine.
    const must = [growth !== undefined && `≤ +${growth} a minute`, most !== undefined && `≤ ${most}`].filter(Boolean);
    const grows = growth !== undefined && line.perMinute - line.bound > growth;
    return { name, unit, trend: line, max, must: must.join(", "), pass: !grows && max <= (most ?? max) };
  };
  return [
    row(kept, "heap", "memory in use", "MB", { growth: 0.5 }),
    row(kept, "rss", "resident memory, collected", "MB", { growth: 1 }),
    row(samples, "rss", "resident memory as it runs", "MB", { most: 800 }),
    row(samples, "connections", "connections to the database", "", { growth: 0.1, most: 20 }),
    row(samples, "waiting", "statements that wait for one", "", { growth: 0.1 }),
    row(samples, "events", "events nobody was told of", "", { growth: 0.5 }),
    row(samples, "jobs", "jobs that wait", "", { growth: 0.5 }),
    row(samples, "turn99", "event loop taken, 99 of 100", "ms", { growth: 1 }),
    row(samples, "turnMax", "event loop taken, at most", "ms", { most: 100 }),
    row(samples, "late", "event loop late, at most", "ms", {}),
  ];
}
