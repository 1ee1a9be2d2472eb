/** Modified z-scores above it are outliers: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), section 3.3. */
export const outlierScore = 3.5;

/** The 0.75 quantile of the standard normal: makes the median deviation comparable with a standard deviation. */
const medianDeviationScale = 0.6745;
/** √(π/2): the same for the mean deviation. */
const meanDeviationScale = 1.253314;

/** Of positive numbers, on their logarithms: where the middle lies and how far they usually are from it. */
export type RobustScale = { center: number; spread: number };

/**
 * Median and spread of the logarithms of `values` (all above 0), so that doubling weighs the same at every size. The spread is
 * the median absolute deviation, or the mean one where more than half of the values are equal; 0 where all are.
 */
export function robustScale(values: readonly number[]): RobustScale {
  const logs = values.map(Math.log);
  const center = median(logs);
  const deviations = logs.map((log) => Math.abs(log - center));
  const spread = median(deviations) / medianDeviationScale;
  if (spread > tooSmall) return { center, spread };
  const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / deviations.length;
  return { center, spread: mean > tooSmall ? mean * meanDeviationScale : 0 };
}

/** Differences of logarithms below it are noise of floats, not of figures. */
const tooSmall = 1e-9;

/** How unusual a value is, in spreads above (or below) the median; 0 where all values are equal. */
export function modifiedScore({ center, spread }: RobustScale, value: number): number {
  return spread === 0 ? 0 : (Math.log(value) - center) / spread;
}

/**
 * The value above which others are unusually large: more than 3.5 spreads above the median, and at least twice it, for what
 * is statistically rare among values that hardly differ is still nothing to look at. Null where all values are equal.
 */
export function upperBound(scale: RobustScale): number | null {
  if (scale.spread === 0) return null;
  return Math.exp(scale.center + Math.max(outlierScore * scale.spread, Math.LN2));
}

/** The middle one in order, or the mean of the two. @throws RangeError for none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 1 ? middle : middle - 1];
  if (upper === undefined || lower === undefined) throw new RangeError("There is no median of nothing.");
  return (lower + upper) / 2;
}
