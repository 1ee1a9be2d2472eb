import { monitorEventLoopDelay } from "node:perf_hooks";

/** How long each window is that is told once it is over: as long as most collectors wait between two looks, or longer. */
export const windowMs = 60_000;

type Delay = { running: ReturnType<typeof monitorEventLoopDelay>; lastP99: number | undefined };
/** One per process, also where Next bundles a second copy of this module. */
const holder = globalThis as typeof globalThis & { purserLoopDelay?: Delay };

/** Measures from now on how late the event loop is, in windows of a minute. Started again, it does nothing. */
export function startLoopDelay(): Delay {
  if (holder.purserLoopDelay) return holder.purserLoopDelay;
  const delay: Delay = { running: monitorEventLoopDelay({ resolution: 20 }), lastP99: undefined };
  delay.running.enable();
  setInterval(() => {
    delay.lastP99 = delay.running.percentile(99) / 1e9;
    delay.running.reset();
  }, windowMs).unref();
  holder.purserLoopDelay = delay;
  return delay;
}

/**
 * The 99th percentile of how late the event loop was, in seconds, in the last whole minute; in the first one, since the start.
 * Asking changes nothing: two collectors are told the same.
 */
export function loopDelayP99(): number {
  const { running, lastP99 } = startLoopDelay();
  return lastP99 ?? (running.count > 0 ? running.percentile(99) / 1e9 : 0);
}
