import type { Ctx } from "#server/context.ts";
import { onSpend } from "#server/event-listener.ts";
import { anyProject } from "#server/spend-news.ts";
import { createSleeper } from "#server/wake-up.ts";
import { type Ticker, ticker } from "./ticker.ts";

/** How often the reader is asked for anew, and the figures, which the clock moves too. */
const checkEveryMs = 15_000;

type LiveTicker = {
  ctx: Ctx;
  projectId: string | null;
  signal: AbortSignal | undefined;
  mayRead: () => Promise<boolean>;
};

/**
 * The ticker now, and again within a quarter of a second whenever calls of its scope were recorded by whichever process,
 * and every 15 seconds. Ends with `signal`, and when `mayRead` says no: it is asked every 15 seconds.
 * @throws AppError `not_found`.
 */
export async function* liveTicker({ ctx, projectId, signal, mayRead }: LiveTicker): AsyncGenerator<Ticker, void> {
  const sleeper = createSleeper();
  const stop = onSpend(ctx.orgId, (projectIds) => {
    if (projectId === null || projectIds.includes(projectId) || projectIds.includes(anyProject)) sleeper.tell();
  });
  try {
    for (let checkedAt = Number.NEGATIVE_INFINITY; !signal?.aborted; ) {
      if (performance.now() - checkedAt >= checkEveryMs) {
        if (!(await mayRead())) return;
        checkedAt = performance.now();
      }
      yield await ticker({ ctx: { ...ctx, now: new Date() }, projectId });
      await sleeper.sleep(checkEveryMs, signal);
    }
  } finally {
    stop();
  }
}
