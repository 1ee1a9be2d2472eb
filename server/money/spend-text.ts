import type { NanoDollars } from "./amount.ts";
import { budgetPercent, formatBudgetPercent, formatDollars, formatShare } from "./format.ts";

/** Nothing is known of what some calls cost, which is not the same as nothing to pay. */
export const unpriced = "Unpriced";
const atLeast = "at least";

/**
 * What calls cost of which some may have no price: `$12.00`; `at least $12.00` where some have none; `Unpriced` where
 * there is nothing else. `money` writes the amount.
 */
export function spendText(nanos: NanoDollars, unpricedCalls: number, money = formatDollars): string {
  if (unpricedCalls === 0) return money(nanos);
  return nanos === 0n ? unpriced : `${atLeast} ${money(nanos)}`;
}

/** Whether nothing at all is known of a cost: it can be neither shown nor compared. */
export function isUnpriced(nanos: NanoDollars, unpricedCalls: number): boolean {
  return nanos === 0n && unpricedCalls > 0;
}

/** The same in its two parts, for where `at least` is written smaller than the amount. */
export function spendParts(nanos: NanoDollars, unpricedCalls: number, money = formatDollars) {
  const partly = unpricedCalls > 0 && nanos !== 0n;
  return {
    value: partly ? money(nanos) : spendText(nanos, unpricedCalls, money),
    qualifier: partly ? atLeast : undefined,
  };
}

/** Whole percent of a limit that is spent, `at least 12%` while calls have no price; null without a limit. */
export function spentPercentText(spent: NanoDollars, limit: NanoDollars, unpricedCalls: number): string | null {
  const percent = budgetPercent(spent, limit);
  if (unpricedCalls === 0 || percent === null || percent > 999) return formatBudgetPercent(spent, limit);
  return spent === 0n ? unpriced : `${atLeast} ${formatBudgetPercent(spent, limit)}`;
}

/** Share of a total that has a price, with one decimal; a dash for what has none, and for nothing of nothing. */
export function shareText(part: NanoDollars, whole: NanoDollars, unpricedCalls: number): string {
  return whole === 0n || isUnpriced(part, unpricedCalls) ? "–" : formatShare(part, whole);
}
