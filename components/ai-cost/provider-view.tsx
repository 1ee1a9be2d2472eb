"use client";

import { useState } from "react";
import { BarChart } from "#components/charts/bar-chart.tsx";
import type { BarSeries } from "#components/charts/bar-data.ts";
import { Legend } from "#components/charts/legend.tsx";
import { Button } from "#components/ui/button.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { Swatch } from "#components/ui/swatch.tsx";
import { spendText } from "#server/money/spend-text.ts";
import { dayLabel } from "#server/time/label.ts";
import type { ProviderSpend } from "./ai-cost-data.ts";
import { NoSpend } from "./last-spend.tsx";
import { ProviderDaysTable } from "./provider-days-table.tsx";
import { type ProviderDay, providerBars, providerSeries, sumCosts } from "./provider-series.ts";
import { ProviderTable } from "./provider-table.tsx";
import type { SortProps } from "./sort-props.ts";

type ProviderViewProps = SortProps & {
  projectId: string;
  spend: ProviderSpend;
  today: string;
  compare: boolean;
  scope: string;
};

/** The month’s spend by provider: day by day, as stacked bars or as a table, and in total. */
export function ProviderView({ projectId, spend, today, compare, scope, ...sort }: ProviderViewProps) {
  const [asTable, setAsTable] = useState(false);
  if (spend.rows.length === 0) return <NoSpend projectId={projectId} month={spend.month} />;
  const { series, days } = providerSeries(spend);
  const ofMonth = { projectId, month: spend.month };
  const describe = (index: number) => {
    const day = days[index];
    if (!day) return "";
    const parts = series.map((one, at) => `${one.label} ${costText(day.parts[at] ?? sumCosts([]))}`).join(", ");
    return `${dayLabel(day.date, { year: true })}: ${costText(day.total)}; ${parts}`;
  };
  return (
    <>
      <PanelScope
        action={
          <span className="flex flex-wrap gap-2">
            {series.length > 0 && (
              <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
                View as Table
              </Button>
            )}
            {asTable && <ExportButton table="daily-spend-by-provider" query={ofMonth} label="Export Days as CSV" />}
            <ExportButton table="by-model" query={ofMonth} label="Export Models as CSV" />
            <ExportButton table="by-provider" query={ofMonth} />
          </span>
        }
      >
        {scope}
      </PanelScope>
      {series.length > 0 && (
        <div className="border-line border-b pb-4">
          {asTable ? (
            <ProviderDaysTable days={days} series={series} />
          ) : (
            <div className="px-4 pt-2 sm:px-5 print:hidden">
              <BarChart
                label="Daily Spend by Provider"
                bars={providerBars(days, today)}
                series={series}
                showPrevious={false}
                describe={describe}
                renderTooltip={(index) => <ProviderDayDetails day={days[index]} series={series} />}
              />
              <div className="mt-3 pl-11">
                <Legend series={series} />
              </div>
            </div>
          )}
        </div>
      )}
      <ProviderTable spend={spend} compare={compare} {...sort} />
    </>
  );
}

const costText = ({ nanos, unpricedCalls }: ProviderDay["total"]) => spendText(nanos, unpricedCalls);

type ProviderDayDetailsProps = { day: ProviderDay | undefined; series: readonly BarSeries[] };

function ProviderDayDetails({ day, series }: ProviderDayDetailsProps) {
  if (!day) return null;
  return (
    <>
      <p className="font-medium">{dayLabel(day.date, { year: true })}</p>
      <p className="mt-0.5 font-semibold text-base">{costText(day.total)}</p>
      <dl className="mt-2 grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5">
        {series.map((one, index) => {
          const cost = day.parts[index];
          if (!cost || (cost.nanos === 0n && cost.unpricedCalls === 0)) return null;
          return (
            <div key={one.key} className="contents">
              <dt className="flex min-w-0 items-center gap-1.5">
                <Swatch colour={one.colour} hatched={one.hatched} />
                <span className="truncate">{one.label}</span>
              </dt>
              <dd className="text-right">{costText(cost)}</dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
