import type { Bar, BarSeries } from "#components/charts/bar-data.ts";
import { otherColour } from "#components/charts/other-colour.ts";
import { dayLabel } from "#server/time/label.ts";
import type { DailySpend } from "./ai-cost-data.ts";
import type { Grouping } from "./ai-cost-url.ts";

/** How many series a chart draws by name; the rest is “Other”. Tables list everything. */
export const maxSeries = 5;

/** What the chart of a range draws: one series, or the five largest groups and Other. `today` is drawn as not over yet. */
export function dailyBars(spend: DailySpend, by: Grouping, today: string): { series: BarSeries[]; bars: Bar[] } {
  const groups = by === "none" ? [] : spend.groups.filter((group) => group.cost > 0);
  const named = groups.slice(0, maxSeries);
  const series: BarSeries[] =
    by === "none"
      ? [{ key: "cost", label: "Spend", colour: "var(--series-1)" }]
      : named.map(({ key, label, colour }) => ({ key, label, colour }));
  if (groups.length > maxSeries) series.push({ key: "other", label: "Other", colour: otherColour, hatched: true });

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
    };
  });
  return { series, bars };
}
