import { formatDollars, formatExactDollars } from "#server/money/format.ts";
import { isUnpriced, spendText, spentPercentText } from "#server/money/spend-text.ts";
import { dayLabel } from "#server/time/label.ts";
import { monthRange } from "#server/time/range.ts";
import { monthKey } from "#server/time/window.ts";
import { paceOf } from "./budget-pace.ts";

/** The limit as it was understood, and what it would mean for the running month. What has no price only adds to it. */
export function limitPreview(spent: bigint, unpricedCalls: number, limit: bigint, month: string, now: Date): string {
  if (limit === 0n) return "No monthly limit: spend is tracked but nothing stops.";
  return `Limit ${formatExactDollars(limit)}: ${effectOf(spent, unpricedCalls, limit, month, now)}`;
}

function effectOf(spent: bigint, unpricedCalls: number, limit: bigint, month: string, now: Date): string {
  if (month !== monthKey(now)) return "it applies to the running month and to those that follow.";
  if (isUnpriced(spent, unpricedCalls))
    return "no call of this month has a price, so how much of it is used is not known.";
  if (spent >= limit)
    return `you have spent ${spendText(spent, unpricedCalls)} this month, so this limit is used up already.`;
  const pace = paceOf(spent, limit, month, now);
  if (!pace) {
    return `${spentPercentText(spent, limit, unpricedCalls)} of it is used. A pace needs one full day of the month.`;
  }
  if (pace.passesOn) {
    return `at current pace you pass this on ${dayLabel(pace.passesOn)}${unpricedCalls > 0 ? " or before" : ""}.`;
  }
  const end = dayLabel(monthRange(month).last);
  const share = spentPercentText(pace.monthEndNanos, limit, unpricedCalls);
  const about = unpricedCalls > 0 ? "at least" : "about";
  return `at current pace you spend ${about} ${formatDollars(pace.monthEndNanos)} by ${end}, ${share} of this limit.`;
}
