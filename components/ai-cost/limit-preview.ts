import { formatBudgetPercent, formatDollars } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import { monthRange } from "#server/time/range.ts";
import { monthKey } from "#server/time/window.ts";
import { paceOf } from "./budget-pace.ts";

/** What a limit would mean for the month that is running, in one sentence. */
export function limitPreview(spent: bigint, limit: bigint, month: string, now: Date): string {
  if (limit === 0n) return "No monthly limit: spend is tracked but nothing stops.";
  if (month !== monthKey(now)) return "The limit applies to the running month and to those that follow.";
  if (spent >= limit) return `You have spent ${formatDollars(spent)} this month, so this limit is used up already.`;
  const pace = paceOf(spent, limit, month, now);
  if (!pace) return `${formatBudgetPercent(spent, limit)} of it is used. A pace needs one full day of the month.`;
  if (pace.passesOn) return `At current pace you pass this on ${dayLabel(pace.passesOn)}.`;
  const end = dayLabel(monthRange(month).last);
  const share = formatBudgetPercent(pace.monthEndNanos, limit);
  return `At current pace you spend about ${formatDollars(pace.monthEndNanos)} by ${end}, ${share} of this limit.`;
}
