"use client";

import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { MonthBars } from "#components/charts/month-bars.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatDelta, formatExact, formatExactDollars } from "#server/money/format.ts";
import { isUnpriced, spendText, spentPercentText } from "#server/money/spend-text.ts";
import { monthLabel } from "#server/time/label.ts";
import type { MonthPoint } from "./ai-cost-data.ts";

type TrendViewProps = { months: readonly MonthPoint[]; currentMonth: string; compare: boolean };

/** Six calendar months: bars, and a table with the limit of each month. */
export function TrendView({ months, currentMonth, compare }: TrendViewProps) {
  const money = dollarColumn(months.map((month) => BigInt(month.costNanos)));
  const change: TableColumn<MonthPoint> = {
    id: "change",
    header: "Change",
    numeric: true,
    cell: (row) => {
      const before = months[months.indexOf(row) - 1];
      if (!before || row.month === currentMonth || [row, before].some(isMonthUnpriced)) return "–";
      return (
        <span className="text-ink-muted">{formatDelta(BigInt(row.costNanos), BigInt(before.costNanos)).text}</span>
      );
    },
  };
  const columns: TableColumn<MonthPoint>[] = [
    {
      id: "month",
      header: "Month",
      cell: (row) => (
        <span className="font-medium">
          {monthLabel(row.month)}
          {row.month === currentMonth && <span className="font-normal text-ink-muted"> so far</span>}
        </span>
      ),
    },
    { id: "jobs", header: "Jobs", numeric: true, cell: (row) => formatExact(row.jobCount) },
    { id: "tokens", header: "Tokens", numeric: true, cell: (row) => <Tokens count={row.totalTokens} /> },
    {
      id: "budget",
      header: "Today’s Limit",
      numeric: true,
      cell: (row) => (row.budgetLimit === null ? "–" : formatExactDollars(nanosOfDrawn(row.budgetLimit))),
    },
    {
      id: "used",
      header: "Of Today’s Limit",
      numeric: true,
      cell: (row) =>
        (row.budgetLimit !== null &&
          spentPercentText(BigInt(row.costNanos), nanosOfDrawn(row.budgetLimit), row.unpricedCalls)) ||
        "–",
    },
    ...(compare ? [change] : []),
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (row) => (
        <span className="font-medium">
          <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />
        </span>
      ),
    },
  ];
  return (
    <>
      <div className="px-4 pt-4 pb-5 sm:px-5">
        <MonthBars
          months={months.map((month) => ({
            month: month.month,
            value: month.cost,
            text: spendText(BigInt(month.costNanos), month.unpricedCalls),
            running: month.month === currentMonth,
          }))}
        />
      </div>
      <DataTable label="Monthly Trend" columns={columns} rows={[...months].reverse()} rowKey={(row) => row.month} />
    </>
  );
}

function isMonthUnpriced({ costNanos, unpricedCalls }: MonthPoint): boolean {
  return isUnpriced(BigInt(costNanos), unpricedCalls);
}
