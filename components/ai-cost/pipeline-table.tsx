"use client";

import { otherColour } from "#components/charts/other-colour.ts";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ShareCell } from "#components/ui/share-cell.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { isUnpriced, shareText } from "#server/money/spend-text.ts";
import type { PipelineSpend } from "./ai-cost-data.ts";
import { changeColumn } from "./change-column.tsx";
import { NoSpend } from "./last-spend.tsx";
import type { SortProps } from "./sort-props.ts";
import { triggerText } from "./trigger-text.ts";

type Row = PipelineSpend["rows"][number];

const nameOf = (row: Row) => (row.outsideRuns ? "Outside Pipeline Runs" : triggerText(row.trigger));

/** The month’s spend by what started the pipeline run, and what was spent outside of runs. */
export function PipelineTable({
  projectId,
  spend,
  compare,
  ...sort
}: SortProps & { projectId: string; spend: PipelineSpend; compare: boolean }) {
  const { rows } = spend;
  const total = rows.reduce((sum, row) => sum + BigInt(row.costNanos), 0n);
  const most = rows.reduce((max, row) => Math.max(max, row.cost), 0);
  const money = dollarColumn([...rows.map((row) => BigInt(row.costNanos)), total]);
  const retries = rows.map((row) => BigInt(row.retryCostNanos));
  const retryMoney = dollarColumn(retries);
  const sum = (pick: (row: Row) => number) => rows.reduce((all, row) => all + pick(row), 0);
  const unpricedCalls = sum((row) => row.unpricedCalls);
  const columns: TableColumn<Row>[] = [
    {
      id: "name",
      header: "Pipeline Trigger",
      sortValue: nameOf,
      cell: (row) => (
        <span title={nameOf(row)} className="line-clamp-2 font-medium wrap-anywhere">
          {nameOf(row)}
        </span>
      ),
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[28%] @max-2xl:col-span-full",
      cell: (row) => (
        <ShareCell
          part={most ? row.cost / most : 0}
          colour={row.outsideRuns ? otherColour : "var(--series-1)"}
          text={shareText(BigInt(row.costNanos), total, row.unpricedCalls)}
        />
      ),
      total: <span className="block text-right">{shareText(total, total, 0)}</span>,
    },
    {
      id: "runs",
      header: "Pipeline Runs",
      numeric: true,
      sortValue: (row) => row.runCount,
      cell: (row) => (row.outsideRuns ? "–" : formatExact(row.runCount)),
      total: formatExact(sum((row) => row.runCount)),
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      sortValue: (row) => row.jobCount,
      cell: (row) => formatExact(row.jobCount),
      total: formatExact(sum((row) => row.jobCount)),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: (row) => row.totalTokens,
      cell: (row) => <Tokens count={row.totalTokens} />,
      total: <Tokens count={sum((row) => row.totalTokens)} />,
    },
    {
      id: "retries",
      header: "Retries",
      numeric: true,
      sortValue: (row) => BigInt(row.retryCostNanos),
      cell: (row) =>
        isUnpriced(BigInt(row.costNanos), row.unpricedCalls) ? "–" : retryMoney(BigInt(row.retryCostNanos)),
      total: isUnpriced(total, unpricedCalls) ? "–" : retryMoney(retries.reduce((all, one) => all + one, 0n)),
    },
    ...changeColumn<Row>(compare ? spend.comparison : null, BigInt(spend.totalCostNanos)),
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      sortValue: (row) => BigInt(row.costNanos),
      cell: (row) => (
        <span className="font-medium">
          <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={total} unpricedCalls={unpricedCalls} money={money} />,
    },
  ];
  if (rows.length === 0) return <NoSpend projectId={projectId} month={spend.month} />;
  return (
    <DataTable
      label="By Pipeline"
      columns={columns}
      rows={rows}
      rowKey={(row) => (row.outsideRuns ? "outside" : `trigger-${row.trigger}`)}
      defaultSort="-cost"
      {...sort}
    />
  );
}
