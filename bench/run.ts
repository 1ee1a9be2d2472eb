import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { build } from "#scripts/build.ts";
import { parseOptions } from "#scripts/parse-options.ts";
import { exitCodeOf, UsageError } from "#scripts/usage-error.ts";
import { StartError } from "#server/start-error.ts";
import { type BenchDatabase, type BenchServer, startBenchDatabase } from "./bench-database.ts";
import { openBrowser, signedIn } from "./browser.ts";
import { benchProjects } from "./calls.ts";
import { type Child, startChild } from "./child.ts";
import { Collection } from "./collection.ts";
import { filledProjects, fillLedger, settle } from "./fill-ledger.ts";
import { measureFrontDoor } from "./front-door.ts";
import { measureBatches, measureSingles } from "./ingest.ts";
import { measureLighthouse } from "./lighthouse.ts";
import { measureNews } from "./live-page.ts";
import { watchMemory } from "./memory.ts";
import { measurePages } from "./page-times.ts";
import { measurePricing } from "./pricing.ts";
import { measureReads, measureServerReads } from "./reads.ts";
import { measureReservations } from "./reservations.ts";
import { measuredLine, writeResults } from "./results.ts";
import { measureScripts } from "./script-weight.ts";
import { table } from "./table.ts";

const ids = ["1", "2", "3", "3b", "4", "5", "6", "7", "8", "9", "10", "11"];
/** Left out of a quick run unless named: what needs a browser for minutes. */
const slow = ["6", "9"];

const usage = `npm run bench [-- --quick] [--only ${ids.join()}] [--entries 10000000] [--profile <folder>]

Measures Purser against bare parts on this machine: see bench/README.md. About 20 minutes and, for ten million entries, 15 GB
of disk meanwhile.

  --quick             one million entries, fewer rounds, without ${slow.join(" and ")}: about two minutes
  --only <figures>    some figures, separated by commas
  --entries <n>       of the large ledger, from 10,000 to 100,000,000
  --profile <folder>  leaves CPU profiles and the plans of slow statements there
  --help              prints this

Ends with 0 when every figure was measured, whether it reached its mark or not, with 1 otherwise, with 2 for wrong options.`;

const quickly = {
  rounds: 3,
  batchEntries: 40_000,
  singleEntries: 8_000,
  reservations: 8_000,
  readsPerRound: 30,
  newsEntries: 20,
  lighthouseRuns: 1,
  entries: 1_000_000,
};
const fully = {
  rounds: 7,
  batchEntries: 100_000,
  singleEntries: 20_000,
  reservations: 20_000,
  readsPerRound: 60,
  newsEntries: 60,
  lighthouseRuns: 3,
  entries: 10_000_000,
};

/** Of the disk, for each entry of the large ledger: rows, indexes, sums, and the log while they are made. */
const bytesAnEntry = 1_500;

process.exitCode = await main().catch((error) => {
  console.error(error instanceof StartError ? error.message : error);
  return exitCodeOf(error);
});

type Sizes = typeof fully;
type Tools = {
  database: BenchDatabase;
  load: Child;
  sizes: Sizes;
  collection: Collection;
  say: (text: string) => void;
};

async function main(): Promise<number> {
  const { values } = parseOptions(usage, {
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      entries: { type: "string" },
      profile: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const named = values.only?.split(",");
  const unknown = named?.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new UsageError(usage, `There is no figure ${unknown}.`);
  const sizes: Sizes = {
    ...(values.quick ? quickly : fully),
    ...(values.entries && { entries: Number(values.entries) }),
  };
  if (!(Number.isInteger(sizes.entries) && sizes.entries >= 10_000 && sizes.entries <= 100_000_000)) {
    throw new UsageError(usage, "--entries is a whole number from 10000 to 100000000.");
  }
  const only = named ?? (values.quick ? ids.filter((id) => !slow.includes(id)) : undefined);
  const full = !values.quick && named === undefined && values.entries === undefined;
  return await run({ sizes, only, full, quick: values.quick, profile: values.profile });
}

type Run = { sizes: Sizes; only: string[] | undefined; full: boolean; quick: boolean; profile: string | undefined };

async function run({ sizes, only, full, quick, profile }: Run): Promise<number> {
  const started = performance.now();
  const say = (text: string) =>
    console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  const collection = new Collection(only, say);
  if (collection.wants("4", "5", "11")) refuseSmallDisk(sizes.entries);
  const postgres = collection.wants(...ids.filter((id) => id !== "7"))
    ? await measureWithDatabase({ sizes, collection, say }, profile)
    : null;
  await collection.take(["7"], () => {
    say("7: pricing");
    return measurePricing();
  });
  const ran = { quick, only, entries: sizes.entries, full };
  say(`Done; written to ${writeResults(collection, postgres, ran)}`);
  console.log(`${measuredLine(postgres, ran)}\n\n${table(collection.figures)}`);
  for (const { id, reason } of collection.failed) console.log(`${id} was not measured: ${reason.split("\n")[0]}`);
  return collection.failed.length > 0 ? 1 : 0;
}

/** All figures but pricing. Returns the version of the PostgreSQL they were measured with. */
async function measureWithDatabase(
  shared: Pick<Tools, "sizes" | "collection" | "say">,
  profile: string | undefined,
): Promise<string> {
  const { collection, say } = shared;
  say("Starting a database");
  const database = await startBenchDatabase(say, profile);
  const load = startChild("load-process.ts");
  const tools: Tools = { ...shared, database, load };
  try {
    await collection.group(["1", "2", "3", "3b", "10"], () => measureServer(tools));
    await collection.group(["4", "5", "11"], () => measureLedger(tools));
    await collection.group(["6", "8", "9"], () => measureBrowser(tools));
  } finally {
    await load.end();
    await database.stop();
  }
  return database.version;
}

/** @throws StartError before anything is made. */
function refuseSmallDisk(entries: number): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  const [free, needed] = [bavail * bsize, entries * bytesAnEntry];
  if (free >= needed) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new StartError(
    `A ledger of ${entries.toLocaleString("en-US")} entries takes up to ${gigabytes(needed)} in ${tmpdir()}, where ${gigabytes(free)} are free. Choose fewer by --entries, or another folder by TMPDIR.`,
  );
}

/** A server with nothing but its API, and a ledger that grows: 1, 2, 3b, then 3, whose caps would slow the others; 10 meanwhile. */
async function measureServer({ database, load, sizes, collection, say }: Tools): Promise<void> {
  const server = await database.startServer("ingest", benchProjects);
  const { rounds, batchEntries, singleEntries } = sizes;
  const memory = await watchMemory(server);
  await collection.take(["1", "10"], async () => {
    say("1: ingest in batches");
    const measured = await memory.during(() => measureBatches({ server, load, rounds, count: batchEntries }));
    return collection.wants("1") ? measured : [];
  });
  await collection.take(["2"], () => {
    say("2: ingest of single entries");
    return measureSingles({ server, load, rounds, count: singleEntries });
  });
  await collection.take(["3b"], () => {
    say("3b: front door");
    return measureFrontDoor({ server, load, rounds, seconds: 1 });
  });
  await collection.take(["3", "10"], async () => {
    say("3: reservations under caps");
    const count = sizes.reservations;
    const measured = await memory.during(() => measureReservations({ server, load, rounds, count }));
    return collection.wants("3") ? measured : [];
  });
  await collection.take(["10"], async () => memory.figure());
  await server.process.end();
}

/** Ledgers of two sizes: 4 and 5, and the large one alone: 11. */
async function measureLedger({ database, load, sizes, collection, say }: Tools): Promise<void> {
  const filled = async (name: string, entries: number) => {
    const server = await database.startServer(name, filledProjects);
    await fill(server, entries, say);
    return server;
  };
  const large = await filled("large", sizes.entries);
  const measured = { load, rounds: sizes.rounds, perRound: sizes.readsPerRound };
  const size = sizes.entries >= 1_000_000 ? `${sizes.entries / 1_000_000} M` : `${sizes.entries / 1000} k`;
  await collection.group(["4", "5"], async () => {
    const options = { ...measured, small: await filled("small", 10_000), large };
    say("4, 5: reads");
    await collection.take(["4"], () => measureReads(options, size));
    await collection.take(["5"], () => measureServerReads(options, size));
  });
  await collection.take(["11"], async () => {
    await buildPages(say);
    say("11: pages");
    return measurePages({ ...measured, server: await database.withPages(large) }, size);
  });
}

/** The AI Cost & Budget page in a browser, on a ledger with calls of the project on most days: 6, 8, 9. */
async function measureBrowser({ database, sizes, collection, say }: Tools): Promise<void> {
  await buildPages(say);
  const server = await database.startServer("browser", filledProjects, { BENCH_PAGES: "true", BENCH_WORKER: "true" });
  await fill(server, 100_000, say);
  const browser = await openBrowser(say);
  try {
    const context = await signedIn(browser, server);
    const projectId = filledProjects[1] ?? "";
    const path = `/dashboard/products/${projectId}/ai-cost`;
    await collection.take(["8"], () => {
      say("8: script");
      return measureScripts(context, path);
    });
    await collection.take(["6"], () => {
      say("6: recorded to shown");
      return measureNews({ server, projectId, count: sizes.newsEntries }, context, path);
    });
    await browser.browser.close();
    await collection.take(["9"], () => {
      say("9: Lighthouse");
      return measureLighthouse({ server, browserPath: browser.path, runs: sizes.lighthouseRuns, say }, path);
    });
  } finally {
    await browser.browser.close();
    await server.process.end();
  }
}

async function fill(server: BenchServer, entries: number, say: (text: string) => void): Promise<void> {
  say(`A ledger of ${entries.toLocaleString("en-US")} entries`);
  await fillLedger(server.databaseUrl, entries);
  say("  its sums");
  await server.process.call("rebuild");
  await settle(server.databaseUrl);
}

async function buildPages(say: (text: string) => void): Promise<void> {
  if (await build(say)) say("  the production build is made");
}
