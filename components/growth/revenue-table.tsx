"use client";

import type { ReactNode } from "react";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { dollarColumn, formatExact, formatShare } from "#server/money/format.ts";
import { isUnpriced, spendText } from "#server/money/spend-text.ts";
import { monthLabel } from "#server/time/label.ts";
import { movedText, type RevenueMonth } from "./revenue-figures.ts";

/** AI cost as a share of revenue: `3.4%`; a dash where either is not known. */
export const costShareText = ({ cost, revenue, unpricedCalls }: RevenueMonth): string =>
  revenue === null || revenue === 0n || isUnpriced(cost, unpricedCalls) ? "–" : formatShare(cost, revenue);

/** The months, newest first: what was earned and delivered, what the agents cost, what is left. */
export function RevenueTable({ months }: { months: readonly RevenueMonth[] }) {
  const column = (pick: (month: RevenueMonth) => bigint | null) =>
    dollarColumn(months.map((month) => pick(month) ?? 0n));
  const [revenue, cost, margin, perUnit] = [
    column((month) => month.revenue),
    column((month) => month.cost),
    column((month) => month.margin),
    column((month) => month.costPerUnit),
  ];
  const moved = (month: RevenueMonth, pick: (month: RevenueMonth) => bigint | null) =>
    movedText(months, months.indexOf(month), pick);
  const figure = (text: ReactNode, change?: string | null) => (
    <span className="flex flex-col items-end py-0.5 whitespace-nowrap tabular-nums">
      <span className="font-medium">{text}</span>
      {change && <span className="text-ink-muted text-xs">{change}</span>}
    </span>
  );
  const columns: TableColumn<RevenueMonth>[] = [
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
      id: "revenue",
      header: "Revenue",
      numeric: true,
      cell: (month) =>
        figure(
          month.revenue === null ? "–" : revenue(month.revenue),
          moved(month, (one) => one.revenue),
        ),
    },
    {
      id: "cost",
      header: "AI Cost",
      numeric: true,
      cell: (month) =>
        figure(
          spendText(month.cost, month.unpricedCalls, cost),
          moved(month, (one) => one.cost),
        ),
    },
    { id: "share", header: "Cost of Revenue", numeric: true, cell: (month) => figure(costShareText(month)) },
    {
      id: "margin",
      header: "Margin",
      numeric: true,
      cell: (month) => (
        <span className={month.margin !== null && month.margin < 0n ? "text-danger-ink" : ""}>
          {figure(
            month.margin === null ? "–" : margin(month.margin),
            moved(month, (one) => one.margin),
          )}
        </span>
      ),
    },
    {
      id: "units",
      header: "Units",
      numeric: true,
      cell: (month) =>
        figure(
          month.units === null ? "–" : formatExact(month.units),
          moved(month, (one) => one.units),
        ),
    },
    {
      id: "per-unit",
      header: "Cost per Unit",
      className: "@max-2xl:col-span-full",
      numeric: true,
      cell: (month) =>
        figure(
          month.costPerUnit === null ? "–" : spendText(month.costPerUnit, month.unpricedCalls, perUnit),
          moved(month, (one) => one.costPerUnit),
        ),
    },
  ];
  return (
    <DataTable
      label="Revenue"
      leadColumn="revenue"
      columns={columns}
      rows={[...months].reverse()}
      rowKey={({ month }) => month}
    />
  );
}
