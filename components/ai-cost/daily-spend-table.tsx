"use client";

import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { dollarColumn, formatExact, formatTokens } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import type { DailySpend } from "./ai-cost-data.ts";
import type { Grouping } from "./ai-cost-url.ts";

type Day = DailySpend["days"][number];
type DailySpendTableProps = { spend: DailySpend; by: Grouping; total: bigint };

/** Every day of the range, those without spend included, and every group. */
export function DailySpendTable({ spend, by, total }: DailySpendTableProps) {
  const money = dollarColumn([...spend.days.map((day) => BigInt(day.costNanos)), total]);
  const sum = (pick: (day: Day) => number) => spend.days.reduce((all, day) => all + pick(day), 0);
  const groups = by === "none" ? [] : spend.groups;
  const columns: TableColumn<Day>[] = [
    { id: "date", header: "Date", cell: (day) => dayLabel(day.date, { year: true }), total: "Total" },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (day) => <Cost nanos={BigInt(day.costNanos)} unpricedCalls={day.unpricedCalls} money={money} />,
      total: <Cost nanos={total} unpricedCalls={sum((day) => day.unpricedCalls)} money={money} />,
    },
    ...groups.map((group): TableColumn<Day> => {
      const ofDay = (day: Day) => day.groups?.find((one) => one.key === group.key);
      const inGroup = dollarColumn(spend.days.map((day) => BigInt(ofDay(day)?.costNanos ?? 0)));
      return {
        id: `group-${group.key}`,
        header: group.label,
        numeric: true,
        cell: (day) => (
          <Cost
            nanos={BigInt(ofDay(day)?.costNanos ?? 0)}
            unpricedCalls={ofDay(day)?.unpricedCalls ?? 0}
            money={inGroup}
          />
        ),
        total: <Cost nanos={BigInt(group.costNanos)} unpricedCalls={group.unpricedCalls} money={inGroup} />,
      };
    }),
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      cell: (day) => <span title={formatExact(day.totalTokens)}>{formatTokens(day.totalTokens)}</span>,
      total: formatTokens(sum((day) => day.totalTokens)),
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      cell: (day) => formatExact(day.jobCount),
      total: formatExact(sum((day) => day.jobCount)),
    },
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section aria-label="Daily Spend table" tabIndex={0} className="overflow-x-auto">
      <DataTable label="Daily Spend" columns={columns} rows={spend.days} rowKey={(day) => day.date} />
    </section>
  );
}
