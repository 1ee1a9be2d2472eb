/** Between the beginnings of two rounds, in milliseconds. */
const leastMs = 500;
const mostMs = 5_000;
/** A round that took a while is followed by nine such whiles of rest, so that many open pages leave the server its time. */
const restShare = 10;

/**
 * Does `work` whenever it was told to: at once after a rest, else in a round for all that was told meanwhile. Rounds begin
 * ten times as far apart as the last one took, half a second at least and five seconds at most, and never overlap: what is
 * told during one is done in the next.
 */
export function createPace(work: () => Promise<unknown>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let told = false;
  let stopped = false;
  let nextAt = Number.NEGATIVE_INFINITY;

  const round = async () => {
    timer = undefined;
    told = false;
    busy = true;
    const began = performance.now();
    try {
      await work();
    } finally {
      busy = false;
      const took = performance.now() - began;
      nextAt = began + Math.min(mostMs, Math.max(leastMs, restShare * took));
      if (told) soon();
    }
  };
  const soon = () => {
    if (!busy && !stopped) timer ??= setTimeout(round, Math.max(0, nextAt - performance.now()));
  };
  return {
    tell(): void {
      told = true;
      soon();
    },
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
