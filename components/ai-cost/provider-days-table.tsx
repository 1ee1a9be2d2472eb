"use client";

import type { BarSeries } from "#components/charts/bar-data.ts";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { dollarColumn } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import { type ProviderDay, sumCosts } from "./provider-series.ts";

type ProviderDaysTableProps = { days: readonly ProviderDay[]; series: readonly BarSeries[] };

/** The bars of the chart as figures: every day of the month so far, those without spend included. */
export function ProviderDaysTable({ days, series }: ProviderDaysTableProps) {
  const amounts = days.flatMap((day) => [day.total, ...day.parts]);
  const column = dollarColumn(amounts.map(({ nanos }) => nanos));
  const costIn = (day: ProviderDay, index: number) => day.parts[index] ?? sumCosts([]);
  const columns: TableColumn<ProviderDay>[] = [
    {
      id: "date",
      header: "Date",
      cell: (day) => <span className="whitespace-nowrap">{dayLabel(day.date, { year: true })}</span>,
      total: "Total",
    },
    ...series.map(
      (one, index): TableColumn<ProviderDay> => ({
        id: one.key,
        header: one.label,
        numeric: true,
        cell: (day) => <Cost {...costIn(day, index)} money={column} />,
        total: <Cost {...sumCosts(days.map((day) => costIn(day, index)))} money={column} />,
      }),
    ),
    {
      id: "total",
      header: "Cost",
      numeric: true,
      cell: (day) => (
        <span className="font-medium">
          <Cost {...day.total} money={column} />
        </span>
      ),
      total: <Cost {...sumCosts(days.map((day) => day.total))} money={column} />,
    },
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section aria-label="Daily Spend by Provider table" tabIndex={0} className="overflow-x-auto">
      <DataTable label="Daily Spend by Provider" columns={columns} rows={days} rowKey={(day) => day.date} />
    </section>
  );
}
