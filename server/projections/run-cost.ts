/** Runs without which nothing is said of the next one. */
export const runsNeeded = 5;

/** What the next run is projected to cost, and the range of 80 % of runs; nano-dollars or tokens. */
export type RunEstimate = { amount: bigint; low: bigint; high: bigint };

/**
 * What a run costs by what recent ones cost: their median, and the range from the 10 % to the 90 % quantile with the
 * finite-sample correction of conformal prediction (of few runs: the cheapest and the dearest). Null with fewer than 5.
 */
export function estimateRun(costs: readonly bigint[]): RunEstimate | null {
  if (costs.length < runsNeeded) return null;
  const sorted = costs.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (rank: number) => sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? 0n;
  const middle = (sorted.length + 1) / 2;
  return {
    amount: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2n,
    low: at(Math.floor((sorted.length + 1) * 0.1)),
    high: at(Math.ceil((sorted.length + 1) * 0.9)),
  };
}
