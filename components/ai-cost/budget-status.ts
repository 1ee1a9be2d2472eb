import { formatExactDollars } from "#server/money/format.ts";
import { isUnpriced, spendText, spentPercentText } from "#server/money/spend-text.ts";

export type BudgetStatus = "on_track" | "near_limit" | "over_limit";

export const budgetStatusLabel: Record<BudgetStatus, string> = {
  on_track: "On Track",
  near_limit: "Near Limit",
  over_limit: "Over Limit",
};

/** Below 80 % on track, below 100 % near the limit, from 100 % over it. Compares exact amounts, never a rounded percentage. */
export function budgetStatus(spent: bigint, limit: bigint): BudgetStatus {
  if (spent >= limit) return "over_limit";
  return spent * 100n >= limit * 80n ? "near_limit" : "on_track";
}

/** What a screen reader says of the meter: `82% of $500.00 used, near limit; projected $612.40`. */
export function budgetValueText(spent: bigint, limit: bigint, unpricedCalls: number, projected?: bigint): string {
  if (isUnpriced(spent, unpricedCalls))
    return `Unpriced, so how much of ${formatExactDollars(limit)} is used is not known`;
  const status = budgetStatusLabel[budgetStatus(spent, limit)].toLowerCase();
  const ending = projected === undefined ? "" : `; projected ${spendText(projected, unpricedCalls)}`;
  return `${spentPercentText(spent, limit, unpricedCalls)} of ${formatExactDollars(limit)} used, ${status}${ending}`;
}
