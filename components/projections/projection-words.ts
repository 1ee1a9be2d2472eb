import { formatDollars } from "#server/money/format.ts";
import type { EstimateView, Forecast, ForecastDay } from "#server/projections/forecast.ts";
import { dayLabel } from "#server/time/label.ts";

/** Why there is no projection: `Needs 7 days of data; 3 so far.` */
export function needsText({ daysOfData, daysNeeded }: Pick<Forecast, "daysOfData" | "daysNeeded">): string {
  return `Needs ${daysNeeded} days of data; ${daysOfData} so far.`;
}

/** `80% range $580.10 to $660.00` */
export function rangeText({ lowNanos, highNanos }: Pick<EstimateView, "lowNanos" | "highNanos">): string {
  return `80% range ${projectedText(BigInt(lowNanos))} to ${projectedText(BigInt(highNanos))}`;
}

const cent = 10_000_000n;

/** A projected amount, to the cent: more would say more than is known. */
export function projectedText(nanos: bigint): string {
  if (nanos > 0n && nanos < cent / 2n) return "<$0.01";
  return formatDollars(((nanos + cent / 2n) / cent) * cent);
}

/**
 * The UTC day on which the month passes a limit (nano-dollars) if spend comes as projected; null where it does not do so in
 * this month.
 */
export function passesOn(
  path: readonly Pick<ForecastDay, "date" | "monthToDateNanos">[],
  limit: bigint,
): string | null {
  return path.find(({ monthToDateNanos }) => BigInt(monthToDateNanos) >= limit)?.date ?? null;
}

/**
 * What the running month is projected to come to, against its limit where there is one: `Projected $612.40 by Nov 30, 80% range
 * $580.10 to $660.00. At this pace you pass the limit on Nov 24.`
 */
export function monthProjectionText(forecast: Forecast, limit: bigint | null, unpricedCalls: number): string {
  const { month, path } = forecast;
  const end = path.at(-1)?.date;
  if (!month || !end) return `No projection yet. ${needsText(forecast)}`;
  const least = unpricedCalls > 0 ? "at least " : "";
  const sum = `Projected ${least}${projectedText(BigInt(month.projectedNanos))} by ${dayLabel(end)}, ${rangeText(month)}.`;
  const day = limit === null || BigInt(month.spentNanos) >= limit ? null : passesOn(path, limit);
  return day === null
    ? sum
    : `${sum} At this pace you pass the limit on ${dayLabel(day)}${unpricedCalls > 0 ? " or before" : ""}.`;
}
