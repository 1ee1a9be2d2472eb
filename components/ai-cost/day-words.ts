import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { projectedText } from "#components/projections/projection-words.ts";
import type { ForecastDay } from "#server/projections/forecast.ts";
import { dayLabel } from "#server/time/label.ts";
import type { DailySpend } from "./ai-cost-data.ts";

const dollars = (amount: number): string => projectedText(nanosOfDrawn(amount));

/** A day to come: `Nov 23, 2026: projected $8.46, 80% range $6.64 to $10.77`. */
export function aheadText(day: ForecastDay | undefined): string {
  if (!day) return "";
  const projected = projectedText(BigInt(day.projectedNanos));
  return `${dayLabel(day.date, { year: true })}: projected ${projected}, 80% range ${dollars(day.low)} to ${dollars(day.high)}`;
}

/** What was to be expected of a day that cost far more: `unusually high: $6.64 to $10.77 was to be expected`. */
export function unusualText({ low, high }: NonNullable<DailySpend["days"][number]["unusual"]>): string {
  return `unusually high: ${dollars(low)} to ${dollars(high)} was to be expected`;
}
