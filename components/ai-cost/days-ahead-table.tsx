"use client";

import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { dollarColumn } from "#server/money/format.ts";
import type { ForecastDay } from "#server/projections/forecast.ts";
import { dayLabel } from "#server/time/label.ts";

/** The days of the month that are still to come, as they are projected; nothing where there are none. */
export function DaysAheadTable({ projectId, days }: { projectId: string; days: readonly ForecastDay[] }) {
  if (days.length === 0) return null;
  const money = dollarColumn(days.map(({ projectedNanos }) => BigInt(projectedNanos)));
  const columns: TableColumn<ForecastDay>[] = [
    { id: "date", header: "Date", cell: ({ date }) => dayLabel(date, { year: true }) },
    {
      id: "projected",
      header: "Projected",
      numeric: true,
      cell: ({ projectedNanos }) => money(BigInt(projectedNanos)),
    },
    { id: "low", header: "80% Range from", numeric: true, cell: ({ low }) => money(nanosOfDrawn(low)) },
    { id: "high", header: "To", numeric: true, cell: ({ high }) => money(nanosOfDrawn(high)) },
  ];
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-3 px-4 pt-5 pb-2 sm:px-5">
        <h3 className="font-semibold text-[0.8125rem]">Projected Days</h3>
        <ExportButton table="projected-days" query={{ projectId }} label="Export Projected Days as CSV" />
      </div>
      <DataTable label="Projected Days" columns={columns} rows={days} rowKey={({ date }) => date} />
    </>
  );
}
