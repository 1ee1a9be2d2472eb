/** How a budget stands. The limits of the bands are the seeds': 80 % and 100 %. */
export type BudgetStatus = "on_track" | "near_limit" | "over_limit";

/**
 * Status of what is used against a limit, both in the same unit (nano-dollars or tokens), compared exactly:
 * below 80 % on track, from 80 % near, from 100 % over. The limit is positive.
 */
export function budgetStatus(used: bigint, limit: bigint): BudgetStatus {
  if (used >= limit) return "over_limit";
  return used * 100n >= limit * 80n ? "near_limit" : "on_track";
}

/**
 * Percentage used with two decimals, cut and never rounded up: 99.999 % is 99.99, so that no number on a page
 * claims a threshold that is not reached.
 */
export function budgetPct(used: bigint, limit: bigint): number {
  return Number((used * 10_000n) / limit) / 100;
}
