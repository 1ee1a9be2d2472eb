/** A straight line through samples: what they are on average, how much they grow a minute, and how sure that is (±, 95 %). */
export type Trend = { mean: number; perMinute: number; bound: number };

/**
 * Least squares over `values` taken at these minutes. The bound takes the samples for independent, which those of a process are
 * not quite (the next is like the last): it is rather too narrow, so that a trend is sooner seen than overlooked.
 */
export function trend(minutes: readonly number[], values: readonly number[]): Trend {
  const n = values.length;
  const average = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / n;
  const [middle, mean] = [average(minutes), average(values)];
  let spread = 0;
  let together = 0;
  for (const [i, value] of values.entries()) {
    const off = (minutes[i] ?? 0) - middle;
    spread += off ** 2;
    together += off * (value - mean);
  }
  const perMinute = together / spread;
  const left = values.reduce(
    (sum, value, i) => sum + (value - mean - perMinute * ((minutes[i] ?? 0) - middle)) ** 2,
    0,
  );
  return { mean, perMinute, bound: 2 * Math.sqrt(left / Math.max(n - 2, 1) / spread) };
}
