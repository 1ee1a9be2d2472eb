import type { Bar, BarSeries, Projected } from "#components/charts/bar-data.ts";
import { otherColour } from "#components/charts/other-colour.ts";
import type { ForecastDay } from "#server/projections/forecast.ts";
import { dayLabel } from "#server/time/label.ts";
import type { DailySpend } from "./ai-cost-data.ts";
import type { Grouping } from "./ai-cost-url.ts";

/** How many series a chart draws by name; the rest is “Other”. Tables list everything. */
export const maxSeries = 5;

/**
 * The days of a forecast that are drawn after a range: no more than the range has, so that what is known is not outnumbered.
 * Empty where there is no forecast.
 */
export function daysAhead({ forecast, days }: DailySpend) {
  return forecast?.path.slice(1, 1 + days.length) ?? [];
}

/**
 * What the chart of a range draws: one series, or the five largest groups and Other, and after them the days to come. `today`
 * is drawn as not over yet.
 */
export function dailyBars(spend: DailySpend, by: Grouping, today: string): { series: BarSeries[]; bars: Bar[] } {
  const groups = by === "none" ? [] : spend.groups.filter((group) => group.cost > 0);
  const named = groups.slice(0, maxSeries);
  const series: BarSeries[] =
    by === "none"
      ? [{ key: "cost", label: "Spend", colour: "var(--series-1)" }]
      : named.map(({ key, label, colour }) => ({ key, label, colour }));
  if (groups.length > maxSeries) series.push({ key: "other", label: "Other", colour: otherColour, hatched: true });

  const now = spend.forecast?.path[0];
  const bars = spend.days.map((day, index): Bar => {
    const byKey = new Map((day.groups ?? []).map((group) => [group.key, group.cost]));
    const parts = by === "none" ? [day.cost] : named.map(({ key }) => byKey.get(key) ?? 0);
    if (groups.length > maxSeries) parts.push(Math.max(0, day.cost - parts.reduce((sum, part) => sum + part, 0)));
    return {
      key: day.date,
      tick: dayLabel(day.date),
      parts,
      previous: spend.previous.days[index]?.cost,
      pending: day.date === today,
      ...(day.unusual && { unusual: true }),
      ...(day.date === now?.date && { projected: projectedOf(now) }),
    };
  });
  const ahead = daysAhead(spend).map(
    (day): Bar => ({ key: day.date, tick: dayLabel(day.date), parts: [], projected: projectedOf(day) }),
  );
  return { series, bars: [...bars, ...ahead] };
}

const projectedOf = ({ projected: value, low, high }: ForecastDay): Projected => ({ value, low, high });
