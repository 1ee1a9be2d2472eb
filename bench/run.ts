import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "#scripts/build.ts";
import { type BenchDatabase, startBenchDatabase } from "./bench-database.ts";
import { benchProjects } from "./calls.ts";
import { type Child, startChild } from "./child.ts";
import { type Figure, figure } from "./figure.ts";
import { filledProjects, fillLedger, settle } from "./fill-ledger.ts";
import { measureFrontDoor } from "./front-door.ts";
import { measureBatches, measureSingles } from "./ingest.ts";
import { measurePages } from "./page-times.ts";
import { measurePricing } from "./pricing.ts";
import { measureReads, measureServerReads } from "./reads.ts";
import { measureReservations } from "./reservations.ts";
import { table } from "./table.ts";

const usage = `npm run bench [-- --quick] [--only 1,2,3,3b,4,5,7,11] [--entries 10000000] [--profile <folder>]
Measures Purser against bare parts on this machine: see bench/README.md.`;

const quickly = {
  rounds: 3,
  batchEntries: 40_000,
  singleEntries: 8_000,
  reservations: 8_000,
  readsPerRound: 30,
  entries: 1_000_000,
};
const fully = {
  rounds: 7,
  batchEntries: 100_000,
  singleEntries: 20_000,
  reservations: 20_000,
  readsPerRound: 60,
  entries: 10_000_000,
};

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    entries: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) console.log(usage);
else await run();

type Sizes = typeof fully;
type Tools = { database: BenchDatabase; load: Child; sizes: Sizes; wanted: (id: string) => boolean };

async function run(): Promise<void> {
  const only = options.only?.split(",");
  const sizes: Sizes = {
    ...(options.quick ? quickly : fully),
    ...(options.entries && { entries: Number(options.entries) }),
  };
  const started = performance.now();
  const say = (text: string) =>
    console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  say("Starting a database");
  const database = await startBenchDatabase(say, options.profile);
  const load = startChild("load-process.ts");
  const tools: Tools = { database, load, sizes, wanted: (id) => only?.includes(id) ?? true };
  const figures: Figure[] = [];
  try {
    for (const measure of [measureServer, measureLedger, measureModules]) {
      figures.push(...(await measure(tools, say)));
    }
  } finally {
    await load.end();
    await database.stop();
  }
  say("Done");
  console.log(table(figures));
  write({ machine: machine(), versions: { ...versions(), postgres: database.version }, commit: commit(), figures });
}

/** What is measured on a running server and a ledger that grows meanwhile: 1, 2, 3b, then 3, whose caps would slow the others. */
async function measureServer({ database, load, sizes, wanted }: Tools, say: (text: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  if (!["1", "2", "3", "3b"].some(wanted)) return figures;
  const server = await database.startServer("ingest", benchProjects);
  const { rounds, batchEntries, singleEntries } = sizes;
  if (wanted("1")) {
    say("1: ingest in batches");
    figures.push(await measureBatches({ server, load, rounds, count: batchEntries }));
  }
  if (wanted("2")) {
    say("2: ingest of single entries");
    figures.push(await measureSingles({ server, load, rounds, count: singleEntries }));
  }
  if (wanted("3b")) {
    say("3b: front door");
    figures.push(await measureFrontDoor({ server, load, rounds, seconds: 1 }));
  }
  if (wanted("3")) {
    say("3: reservations under caps");
    figures.push(await measureReservations({ server, load, rounds, count: sizes.reservations }));
  }
  await server.process.end();
  return figures;
}

/** What is measured on ledgers of two sizes: 4 and 5, and on the large one alone: 11. */
async function measureLedger({ database, load, sizes, wanted }: Tools, say: (text: string) => void): Promise<Figure[]> {
  if (!["4", "5", "11"].some(wanted)) return [];
  const filled = async (name: string, entries: number) => {
    say(`A ledger of ${entries.toLocaleString("en-US")} entries`);
    const server = await database.startServer(name, filledProjects);
    await fillLedger(server.databaseUrl, entries);
    say("  its sums");
    await server.process.call("rebuild");
    await settle(server.databaseUrl);
    return server;
  };
  const large = await filled("large", sizes.entries);
  const measured = { load, rounds: sizes.rounds, perRound: sizes.readsPerRound };
  const size = sizes.entries >= 1_000_000 ? `${sizes.entries / 1_000_000} M` : `${sizes.entries / 1000} k`;
  const figures: Figure[] = [];
  if (wanted("4") || wanted("5")) {
    const options = { ...measured, small: await filled("small", 10_000), large };
    say("4, 5: reads");
    if (wanted("4")) figures.push(...(await measureReads(options, size)));
    if (wanted("5")) figures.push(...(await measureServerReads(options, size)));
  }
  if (wanted("11")) {
    if (await build(say)) say("  the production build is made");
    say("11: pages");
    figures.push(...(await measurePages({ ...measured, server: await database.withPages(large) }, size)));
  }
  return figures;
}

/** What needs neither server nor database: 7. */
async function measureModules({ wanted }: Tools, say: (text: string) => void): Promise<Figure[]> {
  if (!wanted("7")) return [];
  say("7: pricing");
  const { value, floor } = await measurePricing();
  const name = "Pricing one call ÷ genai-prices";
  return [figure({ id: "7", name, unit: "µs", must: 0.2, aim: 0.05, better: "lower" }, value, floor)];
}

function machine() {
  return { cpu: cpus()[0]?.model ?? "", cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
}

function versions() {
  return { node: process.versions.node };
}

/** The commit that was measured; a `+` for changes that are in none. */
function commit(): string | null {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
    const changed = git("status", "--porcelain", "--untracked-files=no") === "" ? "" : "+";
    return git("rev-parse", "--short", "HEAD") + changed;
  } catch {
    return null;
  }
}

function write(results: object): void {
  const folder = fileURLToPath(new URL("results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}latest.json`, `${JSON.stringify(results, null, 2)}\n`);
}
