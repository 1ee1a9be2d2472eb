import { clockText } from "#components/dates/moment-text.ts";
import { needsText, projectedText } from "#components/projections/projection-words.ts";
import { formatDelta } from "#server/money/format.ts";
import { isUnpriced, spendText } from "#server/money/spend-text.ts";
import type { EstimateView, Forecast } from "#server/projections/forecast.ts";
import { dayLabel } from "#server/time/label.ts";
import { monthRange } from "#server/time/range.ts";

/** An amount in exact nano-dollars as text; with unpriced calls the least it can be. */
export type Amount = { costNanos: string; unpricedCalls: number };

/** An amount in words: `$12.00`, `at least $12.00`, `Unpriced`. */
const amountText = ({ costNanos, unpricedCalls }: Amount): string => spendText(BigInt(costNanos), unpricedCalls);

/** Today against the day before up to the same time: `Up 12.4% vs $11.02 by 14:32 yesterday`. `at` is ISO 8601 UTC. */
export function againstYesterday(today: Amount, dayBefore: Amount & { at: string }): string {
  const by = `by ${clockText(Date.parse(dayBefore.at)).slice(0, 5)} yesterday`;
  const [now, before] = [BigInt(today.costNanos), BigInt(dayBefore.costNanos)];
  const comparable = !isUnpriced(now, today.unpricedCalls) && !isUnpriced(before, dayBefore.unpricedCalls);
  if (!comparable || (now === 0n && before === 0n)) return `${amountText(dayBefore)} ${by}`;
  if (before === 0n) return `New: nothing ${by}`;
  return `${formatDelta(now, before).text} vs ${amountText(dayBefore)} ${by}`;
}

type MonthForecast = Pick<Forecast, "daysOfData" | "daysNeeded"> & {
  month: Pick<EstimateView, "projectedNanos"> | null;
};

/** What the month (`2026-11`) is projected to come to by its end; where that cannot be said, why. */
export function projectionText(month: string, forecast: MonthForecast): string {
  if (!forecast.month) return `No projection yet. ${needsText(forecast)}`;
  return `Projected ${projectedText(BigInt(forecast.month.projectedNanos))} by ${dayLabel(monthRange(month).last)}`;
}

/** Of what the average is one. */
export function runsText(count: number): string {
  if (count === 0) return "No pipeline runs yet";
  return count === 1 ? "Of the one pipeline run so far" : `Last ${count} pipeline runs`;
}
