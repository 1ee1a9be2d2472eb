import { createHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { pool } from "#server/db.ts";

/** How a process and its database stand. Memory in MB, times in milliseconds. */
export type Sample = {
  /** Resident: what is in use, and what V8 has not thrown away yet. */
  rss: number;
  /**
   * For how long at most, since the sample before, one thing kept the event loop from the next: in 99 of 100 cases, and at
   * all. It is processor time of its thread (in steps of some 4 ms), which does not tell of waiting for other programs.
   */
  turn99: number;
  turnMax: number;
  /** How late a timer was at most, since the sample before: waiting for a processor, for the disk and for V8's threads too. */
  late: number;
  /** Connections of Purser to its database, and statements that wait for one. */
  connections: number;
  waiting: number;
  /** Events that nobody was told of yet, and jobs that wait for the worker. */
  events: number;
  jobs: number;
};

/** What is left when everything that nobody uses is thrown away and given back to the system, in MB. */
export type Kept = { heap: number; rss: number };

const everyMs = 10;
const delay = monitorEventLoopDelay({ resolution: everyMs });
delay.enable();
const turns = createHistogram();
let usedBefore = usedMicros();

function usedMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

function noteTurn(): void {
  const used = usedMicros();
  turns.record(Math.max(1, used - usedBefore));
  usedBefore = used;
  setTimeout(noteTurn, everyMs).unref();
}
noteTurn();

/** Takes one. */
export async function sampleProcess(): Promise<Sample> {
  const [turn99, turnMax, late] = [turns.percentile(99) / 1e3, turns.max / 1e3, delay.max / 1e6];
  turns.reset();
  delay.reset();
  const { rows } = await pool().query<{ connections: number; events: number; jobs: number }>(
    `SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'purser%') AS connections,
       (SELECT count(*)::int FROM domain_events WHERE delivered_at IS NULL) AS events,
       (SELECT count(*)::int FROM graphile_worker.jobs WHERE run_at <= now()) AS jobs`,
  );
  const { connections = 0, events = 0, jobs = 0 } = rows[0] ?? {};
  const { waitingCount: waiting } = pool();
  return { rss: process.memoryUsage.rss() / 1e6, turn99, turnMax, late, connections, waiting, events, jobs };
}

type FullCollection = (options: { type: "major"; flavor: "last-resort"; execution: "sync" }) => void;

/**
 * Collects everything (with --expose-gc) and hands it back: V8 keeps pages that it once needed, and takes up to four times of
 * what is in use before it collects, so what is resident between collections says little. What the event loop is late by it is
 * in the next sample, which is to be thrown away.
 */
export function collectAll(): Kept {
  (globalThis.gc as FullCollection | undefined)?.({ type: "major", flavor: "last-resort", execution: "sync" });
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, rss: rss / 1e6 };
}
