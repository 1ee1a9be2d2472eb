import type { Bar, BarSeries } from "#components/charts/bar-data.ts";

import { otherColour } from "#components/charts/other-colour.ts";
import { toDollars } from "#server/money/amount.ts";
import { dayLabel } from "#server/time/label.ts";
import type { ProviderSpend } from "./ai-cost-data.ts";
import { maxSeries } from "./daily-series.ts";

/** A day of the chart and of its table: nano-dollars by series, in the order of the series. */
export type ProviderDay = { date: string; parts: readonly bigint[]; total: bigint };

/** The five dearest providers of the month and, where there are more, the rest as Other: each day sums to what it cost. */
export function providerSeries(spend: ProviderSpend): { series: BarSeries[]; days: ProviderDay[] } {
  const ranked = spend.rows.filter((row) => BigInt(row.costNanos) > 0n);
  const named = ranked.slice(0, maxSeries);
  const series: BarSeries[] = named.map(({ provider, label, colour }) => ({ key: provider, label, colour }));
  const rest = ranked.length - named.length;
  if (rest > 0) series.push({ key: "", label: `Other (${rest})`, colour: otherColour, hatched: true });
  const days = spend.days.map((day): ProviderDay => {
    const byProvider = new Map(day.providers.map((one) => [one.provider, BigInt(one.costNanos)]));
    const total = sum(byProvider.values());
    const parts = named.map((row) => byProvider.get(row.provider) ?? 0n);
    if (rest > 0) parts.push(total - sum(parts));
    return { date: day.date, parts, total };
  });
  return { series, days };
}

/** The bars of those days; the one of `today` is not over yet. */
export function providerBars(days: readonly ProviderDay[], today: string): Bar[] {
  return days.map(({ date, parts }) => ({
    key: date,
    tick: dayLabel(date),
    parts: parts.map((nanos) => toDollars(nanos)),
    pending: date === today,
  }));
}

const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((all, one) => all + one, 0n);
