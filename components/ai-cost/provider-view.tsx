"use client";

import { BarChart } from "#components/charts/bar-chart.tsx";
import { type Bar, type BarSeries, barTotal } from "#components/charts/bar-data.ts";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { Legend } from "#components/charts/legend.tsx";
import { otherColour, seriesColour } from "#components/charts/series-colour.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Swatch } from "#components/ui/swatch.tsx";
import { formatDollars } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import type { ProviderSpend } from "./ai-cost-data.ts";
import { maxSeries } from "./daily-series.ts";
import { ProviderTable } from "./provider-table.tsx";
import type { SortProps } from "./sort-props.ts";

/** Stacked bars of the days: the five largest providers, the rest as Other. */
function providerBars(spend: ProviderSpend, today: string): { bars: Bar[]; series: BarSeries[] } {
  const ranked = [...spend.rows].filter((row) => row.cost > 0).sort((a, b) => b.cost - a.cost);
  const named = ranked.slice(0, maxSeries);
  const series: BarSeries[] = named.map((row) => ({
    key: row.provider,
    label: row.label,
    colour: seriesColour("provider", row.provider),
  }));
  if (ranked.length > maxSeries) series.push({ key: "other", label: "Other", colour: otherColour, hatched: true });
  const bars = spend.days.map((day): Bar => {
    const byProvider = new Map(day.providers.map((one) => [one.provider, one.cost]));
    const parts = named.map((row) => byProvider.get(row.provider) ?? 0);
    if (ranked.length > maxSeries) {
      const all = day.providers.reduce((sum, one) => sum + one.cost, 0);
      parts.push(Math.max(0, all - parts.reduce((sum, part) => sum + part, 0)));
    }
    return { key: day.date, tick: dayLabel(day.date), parts, pending: day.date === today };
  });
  return { bars, series };
}

type ProviderViewProps = SortProps & { spend: ProviderSpend; today: string };

/** The month’s spend by provider, day by day and in total. */
export function ProviderView({ spend, today, ...sort }: ProviderViewProps) {
  if (spend.rows.length === 0) return <EmptyState title="No spend in this month yet." />;
  const { bars, series } = providerBars(spend, today);
  const part = (bar: Bar | undefined, index: number) => nanosOfDrawn(bar?.parts[index] ?? 0);
  const describe = (index: number) => {
    const bar = bars[index];
    if (!bar) return "";
    const parts = series.map((one, at) => `${one.label} ${formatDollars(part(bar, at))}`).join(", ");
    return `${dayLabel(bar.key, { year: true })}: ${formatDollars(nanosOfDrawn(barTotal(bar)))}; ${parts}`;
  };
  return (
    <>
      <div className="px-4 pt-2 pb-4 sm:px-5 print:hidden">
        <BarChart
          label="Daily Spend by Provider"
          bars={bars}
          series={series}
          showPrevious={false}
          describe={describe}
          renderTooltip={(index) => (
            <ProviderDay bar={bars[index]} series={series} part={(at) => part(bars[index], at)} />
          )}
        />
        <div className="mt-3 pl-11">
          <Legend series={series} />
        </div>
      </div>
      <ProviderTable spend={spend} {...sort} />
    </>
  );
}

type ProviderDayProps = { bar: Bar | undefined; series: readonly BarSeries[]; part: (index: number) => bigint };

function ProviderDay({ bar, series, part }: ProviderDayProps) {
  if (!bar) return null;
  return (
    <>
      <p className="font-medium">{dayLabel(bar.key, { year: true })}</p>
      <p className="mt-0.5 font-semibold text-base">{formatDollars(nanosOfDrawn(barTotal(bar)))}</p>
      <dl className="mt-2 grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
        {series.map((one, index) =>
          part(index) > 0n ? (
            <div key={one.key} className="contents">
              <dt className="flex items-center gap-1.5">
                <Swatch colour={one.colour} hatched={one.hatched} />
                {one.label}
              </dt>
              <dd className="text-right">{formatDollars(part(index))}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </>
  );
}
