import { setTimeout as sleep } from "node:timers/promises";
import type { BenchServer } from "./bench-database.ts";
import type { Child } from "./child.ts";
import { cpuTimes } from "./cpu-time.ts";
import { alternate, type Figure, figure } from "./figure.ts";

type Options = { server: BenchServer; load: Child; rounds: number; count: number };

let seed = 0;

/** Figure 1: `POST /api/v1/events`, 1,000 entries a request, 4 clients, one organisation. `count` entries a round. */
export async function measureBatches({ server, load, rounds, count }: Options): Promise<Figure> {
  const size = 1_000;
  const connections = 4;
  const one = (entries: number) =>
    load.call<number>("events", { ...target(server), seed: ++seed, count: entries, size, connections });
  await one(10 * size); // warm
  const { value, floor, ratio } = await alternate(
    rounds,
    () => withCpu(server, load, count, () => one(count)),
    () =>
      withCpu(server, load, count, () =>
        load.call<number>("bareBatches", { databaseUrl: server.databaseUrl, seed, connections, size }),
      ),
  );
  const name = "Ingest, 1,000 entries a request, 4 clients";
  return figure({ id: "1", name, unit: "entries/s", must: 0.4, aim: 0.7, better: "higher" }, value, floor, ratio);
}

/** Figure 2: the same with one entry a request, 64 clients (group commit). `count` entries a round. */
export async function measureSingles({ server, load, rounds, count }: Options): Promise<Figure> {
  const callers = 64;
  const one = (entries: number) =>
    load.call<number>("events", { ...target(server), seed: ++seed, count: entries, size: 1, connections: callers });
  await one(callers * 200); // warm: as a server is that has run for some seconds
  const { value, floor, ratio } = await alternate(
    rounds,
    () => withCpu(server, load, count, () => one(count)),
    () =>
      withCpu(server, load, count, () =>
        load.call<number>("bareSingles", { databaseUrl: server.databaseUrl, seed, callers, connections: 16 }),
      ),
  );
  const name = "Ingest, 1 entry a request, 64 clients";
  return figure({ id: "2", name, unit: "entries/s", must: 1, aim: 2.5, better: "higher" }, value, floor, ratio);
}

const target = ({ port, key }: BenchServer) => ({ port, key });

/**
 * Says on standard error what an entry costs in processor time, by process: unlike the entries per second it hardly
 * depends on what else the machine does.
 */
async function withCpu(
  server: BenchServer,
  load: Child,
  entries: number,
  work: () => Promise<number>,
): Promise<number> {
  const processes = {
    client: { pid: load.pid },
    server: { pid: server.process.pid },
    database: { pid: server.postgresPid, children: true },
  };
  const before = cpuTimes(processes);
  const rate = await work();
  await sleep(300); // sessions that end are counted when they have ended
  const after = cpuTimes(processes);
  const parts = Object.entries(after).map(([name, seconds]) => {
    const used = ((seconds - (before[name] ?? 0)) * 1e6) / entries;
    return `${name} ${used.toFixed(1)}`;
  });
  console.error(`        ${rate.toFixed(0).padStart(6)}/s; µs of processor an entry: ${parts.join(", ")}`);
  return rate;
}
