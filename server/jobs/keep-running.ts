import { setTimeout as sleep } from "node:timers/promises";
import type { Runner } from "graphile-worker";
import { log } from "#server/log.ts";

const againAfterMs = 2_000;

/** A worker, and a promise that it takes no more jobs: with its library, its own `promise` may then never end. */
export type Running = { runner: Runner; ended: Promise<unknown> };

/**
 * Starts a worker and starts it again whenever it ends by itself: it gives up when the database goes away while it notes that a
 * job is done. Returns what stops it, after the jobs under way.
 * @throws what the first start throws.
 */
export async function keepRunning(start: () => Promise<Running>): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running = await start();
  const startAgain = async (): Promise<Running | undefined> => {
    while (!signal.aborted) {
      await sleep(againAfterMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return undefined;
      try {
        const next = await start();
        if (signal.aborted) await next.runner.stop();
        return next;
      } catch (error) {
        log.warn({ err: error }, "Could not start the worker again; trying once more");
      }
    }
    return undefined;
  };
  const kept = (async () => {
    for (;;) {
      await Promise.race([running.runner.promise.catch(() => {}), running.ended]);
      if (signal.aborted) return;
      running.runner.stop().catch(() => {}); // Its timetable goes on otherwise. It may never be done.
      log.warn("The worker ended; starting it again");
      const next = await startAgain();
      if (!next || signal.aborted) return;
      running = next;
    }
  })();
  return async () => {
    stopping.abort();
    // One that has just ended says so by an error.
    await running.runner.stop().catch(() => {});
    await kept;
  };
}
