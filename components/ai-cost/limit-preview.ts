import { formatDollars } from "#server/money/format.ts";
import { isUnpriced, spendText, spentPercentText } from "#server/money/spend-text.ts";
import { dayLabel } from "#server/time/label.ts";
import { monthRange } from "#server/time/range.ts";
import { monthKey } from "#server/time/window.ts";
import { paceOf } from "./budget-pace.ts";

/** What a limit would mean for the month that is running, in one sentence. What has no price only adds to it. */
export function limitPreview(spent: bigint, unpricedCalls: number, limit: bigint, month: string, now: Date): string {
  if (limit === 0n) return "No monthly limit: spend is tracked but nothing stops.";
  if (month !== monthKey(now)) return "The limit applies to the running month and to those that follow.";
  if (isUnpriced(spent, unpricedCalls))
    return "No call of this month has a price, so how much of it is used is not known.";
  if (spent >= limit)
    return `You have spent ${spendText(spent, unpricedCalls)} this month, so this limit is used up already.`;
  const pace = paceOf(spent, limit, month, now);
  if (!pace) {
    const used = spentPercentText(spent, limit, unpricedCalls)?.replace(/^at/, "At");
    return `${used} of it is used. A pace needs one full day of the month.`;
  }
  if (pace.passesOn) {
    return `At current pace you pass this on ${dayLabel(pace.passesOn)}${unpricedCalls > 0 ? " or before" : ""}.`;
  }
  const end = dayLabel(monthRange(month).last);
  const share = spentPercentText(pace.monthEndNanos, limit, unpricedCalls);
  const about = unpricedCalls > 0 ? "at least" : "about";
  return `At current pace you spend ${about} ${formatDollars(pace.monthEndNanos)} by ${end}, ${share} of this limit.`;
}
