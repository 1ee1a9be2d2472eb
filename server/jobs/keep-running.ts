import { setTimeout as sleep } from "node:timers/promises";
import type { Runner } from "graphile-worker";
import { log } from "#server/log.ts";

const againAfterMs = 2_000;

/**
 * Starts a worker and starts it again whenever it ends by itself: it gives up when the database goes away while it notes that a
 * job is done. Returns what stops it, after the jobs under way.
 * @throws what the first start throws.
 */
export async function keepRunning(start: () => Promise<Runner>): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let runner = await start();
  const startAgain = async (): Promise<Runner | undefined> => {
    while (!signal.aborted) {
      await sleep(againAfterMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return undefined;
      try {
        const next = await start();
        if (signal.aborted) await next.stop();
        return next;
      } catch (error) {
        log.warn({ err: error }, "Could not start the worker again; trying once more");
      }
    }
    return undefined;
  };
  const kept = (async () => {
    for (;;) {
      await runner.promise.catch(() => {});
      if (signal.aborted) return;
      log.warn("The worker ended; starting it again");
      const next = await startAgain();
      if (!next || signal.aborted) return;
      runner = next;
    }
  })();
  return async () => {
    stopping.abort();
    // One that has just ended says so by an error.
    await runner.stop().catch(() => {});
    await kept;
  };
}
