import { needsText, passesOn, projectedText } from "#components/projections/projection-words.ts";
import { formatExactDollars } from "#server/money/format.ts";
import { isUnpriced, spendText, spentPercentText } from "#server/money/spend-text.ts";
import type { Forecast } from "#server/projections/forecast.ts";
import { dayLabel } from "#server/time/label.ts";
import { monthRange } from "#server/time/range.ts";

type Spend = {
  spent: bigint;
  unpricedCalls: number;
  month: string;
  /** What the month is projected to come to; null of a month that is over. */
  forecast: Forecast | null;
};

/** The limit as it was understood, and what it would mean for the running month. What has no price only adds to it. */
export function limitPreview(limit: bigint, spend: Spend): string {
  if (limit === 0n) return "No monthly limit: spend is tracked but nothing stops.";
  return `Limit ${formatExactDollars(limit)}: ${effectOf(limit, spend)}`;
}

function effectOf(limit: bigint, { spent, unpricedCalls, month, forecast }: Spend): string {
  if (!forecast) return "it applies to the running month and to those that follow.";
  if (isUnpriced(spent, unpricedCalls))
    return "no call of this month has a price, so how much of it is used is not known.";
  if (spent >= limit)
    return `you have spent ${spendText(spent, unpricedCalls)} this month, so this limit is used up already.`;
  if (!forecast.month) {
    return `${spentPercentText(spent, limit, unpricedCalls)} of it is used. No projection yet. ${needsText(forecast)}`;
  }
  const day = passesOn(forecast.path, limit);
  if (day) return `at current pace you pass this on ${dayLabel(day)}${unpricedCalls > 0 ? " or before" : ""}.`;
  const projected = BigInt(forecast.month.projectedNanos);
  const share = spentPercentText(projected, limit, unpricedCalls);
  const about = unpricedCalls > 0 ? "at least" : "about";
  return `at current pace you spend ${about} ${projectedText(projected)} by ${dayLabel(monthRange(month).last)}, ${share} of this limit.`;
}
