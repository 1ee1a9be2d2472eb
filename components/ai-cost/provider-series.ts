import type { Bar, BarSeries } from "#components/charts/bar-data.ts";

import { otherColour } from "#components/charts/other-colour.ts";
import { toDollars } from "#server/money/amount.ts";
import { dayLabel } from "#server/time/label.ts";
import type { ProviderSpend } from "./ai-cost-data.ts";
import { maxSeries } from "./daily-series.ts";

type DayCost = { nanos: bigint; unpricedCalls: number };

/** A day of the chart and of its table: what it cost by series, in the order of the series, and in sum. */
export type ProviderDay = { date: string; parts: readonly DayCost[]; total: DayCost };

/** The five dearest providers of the month and, where there are more, the rest as Other: each day sums to what it cost. */
export function providerSeries(spend: ProviderSpend): { series: BarSeries[]; days: ProviderDay[] } {
  const ranked = spend.rows.filter((row) => BigInt(row.costNanos) > 0n);
  const named = ranked.slice(0, maxSeries);
  const series: BarSeries[] = named.map(({ provider, label, colour }) => ({ key: provider, label, colour }));
  const rest = ranked.length - named.length;
  if (rest > 0) series.push({ key: "", label: `Other (${rest})`, colour: otherColour, hatched: true });
  const days = spend.days.map((day): ProviderDay => {
    const costs = day.providers.map(({ provider, costNanos, unpricedCalls }) => {
      return { provider, nanos: BigInt(costNanos), unpricedCalls };
    });
    const parts = named.map((row) => sumCosts(costs.filter(({ provider }) => provider === row.provider)));
    const names = new Set(named.map(({ provider }) => provider));
    if (rest > 0) parts.push(sumCosts(costs.filter(({ provider }) => !names.has(provider))));
    return { date: day.date, parts, total: sumCosts(costs) };
  });
  return { series, days };
}

/** The bars of those days; the one of `today` is not over yet. */
export function providerBars(days: readonly ProviderDay[], today: string): Bar[] {
  return days.map(({ date, parts }) => ({
    key: date,
    tick: dayLabel(date),
    parts: parts.map(({ nanos }) => toDollars(nanos)),
    pending: date === today,
  }));
}

/** What several cost together. */
export function sumCosts(costs: readonly DayCost[]): DayCost {
  return costs.reduce(
    (all, one) => ({ nanos: all.nanos + one.nanos, unpricedCalls: all.unpricedCalls + one.unpricedCalls }),
    { nanos: 0n, unpricedCalls: 0 },
  );
}
