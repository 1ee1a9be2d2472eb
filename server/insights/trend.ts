/** How daily amounts move over time, and how sure that is. */
export type Trend = {
  direction: "increasing" | "stable" | "decreasing";
  /** Pairs of days that rise less those that fall. */
  s: number;
  /** Two-sided probability of an `s` as far from 0 by chance alone. */
  pValue: number;
  /** The median rise a day, in the unit of the amounts. */
  slope: number;
};

/** Fewer days than these, a week, are too few to speak of a trend. */
export const trendNeedsDays = 7;

/** At this probability of being chance, and above, there is no trend. */
const trendLevel = 0.05;

/**
 * The trend of amounts (nano-dollars a day) in their order, by the Mann–Kendall test: no shape and no distribution is
 * assumed, and one day of any size counts as one day. Variance corrected for ties, normal approximation with continuity
 * (Mann 1945; Kendall 1975; as in Gilbert, Statistical Methods for Environmental Pollution Monitoring, 1987, 16.4). The
 * slope is Sen’s: the median of the slopes between all pairs of days (Sen 1968). Null below `trendNeedsDays` amounts.
 */
export function trendOf(amounts: readonly bigint[]): Trend | null {
  const n = amounts.length;
  if (n < trendNeedsDays) return null;
  let s = 0;
  const slopes: number[] = [];
  amounts.forEach((later, j) => {
    amounts.slice(0, j).forEach((earlier, i) => {
      s += later > earlier ? 1 : later < earlier ? -1 : 0;
      slopes.push(Number(later - earlier) / (j - i));
    });
  });
  const tied = [...Map.groupBy(amounts, (amount) => amount).values()];
  const pairs = (t: number) => t * (t - 1) * (2 * t + 5);
  const variance = (pairs(n) - tied.reduce((sum, { length }) => sum + pairs(length), 0)) / 18;
  const z = s === 0 ? 0 : (Math.abs(s) - 1) / Math.sqrt(variance);
  const pValue = erfc(z / Math.SQRT2);
  const direction = pValue >= trendLevel ? "stable" : s > 0 ? "increasing" : "decreasing";
  return { direction, s, pValue, slope: median(slopes) };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? 0;
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}

/** Complementary error function for x ≥ 0, to 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
function erfc(x: number): number {
  if (x === 0) return 1;
  const t = 1 / (1 + 0.3275911 * x);
  const sum = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return sum * Math.exp(-x * x);
}
