"use client";

import type { ReactNode } from "react";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatDelta, formatExact } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import { monthLabel } from "#server/time/label.ts";
import { type Figures, known, type MonthGrowth } from "./month-growth.ts";

/** The months, newest first, each figure above its growth. */
export function GrowthTable({ months }: { months: readonly MonthGrowth[] }) {
  const spend = dollarColumn(months.map(({ figures }) => figures.spend));
  const perJob = dollarColumn(months.map(({ figures }) => figures.costPerJob ?? 0n));
  const growthOf = (row: MonthGrowth, pick: (figures: Figures) => bigint | null) => {
    const now = row.growth && pick(row.growth.now);
    const before = row.growth && pick(row.growth.before);
    return now === null || before === null ? null : formatDelta(now, before).text;
  };
  const figure = (text: ReactNode, change: string | null) => (
    <span className="flex flex-col items-end py-0.5 whitespace-nowrap tabular-nums">
      <span className="font-medium">{text}</span>
      <span className="text-ink-muted text-xs">{change ?? "–"}</span>
    </span>
  );
  const columns: TableColumn<MonthGrowth>[] = [
    {
      id: "month",
      header: "Month",
      cell: ({ month, running }) => (
        <span className="font-medium">
          {monthLabel(month)}
          {running && <span className="font-normal text-ink-muted"> so far</span>}
        </span>
      ),
    },
    {
      id: "spend",
      header: "Spend",
      numeric: true,
      cell: (row) =>
        figure(
          spendText(row.figures.spend, row.figures.unpricedCalls, spend),
          growthOf(row, (one) => known(one.spend, one)),
        ),
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      cell: (row) =>
        figure(
          formatExact(row.figures.jobs),
          growthOf(row, (one) => one.jobs),
        ),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      cell: (row) =>
        figure(
          <Tokens count={row.figures.tokens} />,
          growthOf(row, (one) => one.tokens),
        ),
    },
    {
      id: "cost-per-job",
      header: "Cost per Job",
      className: "@max-2xl:col-span-full",
      numeric: true,
      cell: (row) =>
        figure(
          row.figures.costPerJob === null ? "–" : spendText(row.figures.costPerJob, row.figures.unpricedCalls, perJob),
          growthOf(row, (one) => known(one.costPerJob, one)),
        ),
    },
  ];
  return (
    <DataTable
      leadColumn="spend"
      label="Month on Month"
      columns={columns}
      rows={[...months].reverse()}
      rowKey={({ month }) => month}
    />
  );
}
