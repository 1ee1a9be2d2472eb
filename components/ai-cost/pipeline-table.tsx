"use client";

import { otherColour } from "#components/charts/other-colour.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { isUnpriced } from "#server/money/spend-text.ts";
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
  const retries = rows.map((row) => BigInt(row.retryCostNanos));
  const retryMoney = dollarColumn(retries);
  const sum = (pick: (row: Row) => number) => rows.reduce((all, row) => all + pick(row), 0);
  const unpricedCalls = sum((row) => row.unpricedCalls);
  const { share, cost } = spendColumns(rows, {
    colour: (row) => (row.outsideRuns ? otherColour : "var(--series-1)"),
    width: "@2xl:w-[28%]",
  });
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
    share,
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
    cost,
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
