import { monitorEventLoopDelay } from "node:perf_hooks";
import { pool } from "#server/db.ts";

/** How a process and its database stand. Memory in MB, delays in milliseconds. */
export type Sample = {
  rss: number;
  /** What is still in use after everything that is not was thrown away (with --expose-gc). */
  heap: number;
  /** The event loop's delay since the sample before: how late a timer was at most in 99 of 100 cases, and at all. */
  delay99: number;
  delayMax: number;
  /** Connections of Purser to its database, and statements that wait for one. */
  connections: number;
  waiting: number;
  /** Events that nobody was told of yet, and jobs that wait for the worker. */
  events: number;
  jobs: number;
};

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

/** Takes one. */
export async function sampleProcess(): Promise<Sample> {
  const [delay99, delayMax] = [delay.percentile(99) / 1e6, delay.max / 1e6];
  const { rows } = await pool().query<{ connections: number; events: number; jobs: number }>(
    `SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'purser%') AS connections,
       (SELECT count(*)::int FROM domain_events WHERE delivered_at IS NULL) AS events,
       (SELECT count(*)::int FROM graphile_worker.jobs WHERE run_at <= now()) AS jobs`,
  );
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  delay.reset();
  const { connections = 0, events = 0, jobs = 0 } = rows[0] ?? {};
  return {
    rss: rss / 1e6,
    heap: heapUsed / 1e6,
    delay99,
    delayMax,
    connections,
    waiting: pool().waitingCount,
    events,
    jobs,
  };
}
