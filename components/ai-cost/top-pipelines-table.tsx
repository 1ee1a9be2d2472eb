"use client";

import { momentText } from "#components/dates/moment-text.ts";
import { RunLink } from "#components/runs/run-link.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { formatExact } from "#server/money/format.ts";
import type { TopRun } from "./ai-cost-data.ts";
import { NoSpend } from "./last-spend.tsx";
import type { SortProps } from "./sort-props.ts";
import { triggerText } from "./trigger-text.ts";

type TopPipelinesTableProps = SortProps & {
  projectId: string;
  month: string;
  runs: readonly TopRun[];
  /** What the whole month cost, in nano-dollars. */
  spent: bigint;
};

/** The five most expensive pipeline runs of the month, each with a bar, so that an outlier is seen at once. */
export function TopPipelinesTable({ projectId, month, runs, spent, ...sort }: TopPipelinesTableProps) {
  const { share, cost } = spendColumns(runs, { whole: spent, colour: () => "var(--series-1)", width: "@2xl:w-[22%]" });
  const columns: TableColumn<TopRun>[] = [
    {
      id: "run",
      header: "Run",
      cell: (run) => <RunLink projectId={projectId} runId={run.runId} wide />,
      total: "Total",
    },
    { id: "status", header: "Status", cell: (run) => <StatusBadge status={run.status} /> },
    { id: "trigger", header: "Trigger", className: "@2xl:max-w-40", cell: (run) => <Trigger trigger={run.trigger} /> },
    {
      id: "started",
      header: "Started",
      sortValue: (run) => run.startedAt,
      cell: (run) => <Timestamp iso={run.startedAt} text={momentText(run.startedAt)} />,
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      sortValue: (run) => run.jobCount,
      cell: (run) => formatExact(run.jobCount),
      total: formatExact(runs.reduce((sum, run) => sum + run.jobCount, 0)),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: (run) => run.totalTokens,
      cell: (run) => <Tokens count={run.totalTokens} />,
      total: <Tokens count={runs.reduce((sum, run) => sum + run.totalTokens, 0)} />,
    },
    share,
    cost,
  ];
  if (runs.length === 0) return <NoSpend projectId={projectId} month={month} what="pipeline runs" />;
  return (
    <DataTable
      label="Top Pipelines"
      columns={columns}
      rows={runs}
      rowKey={(run) => run.runId}
      defaultSort="-cost"
      {...sort}
    />
  );
}

function Trigger({ trigger }: { trigger: TopRun["trigger"] }) {
  return (
    <span title={triggerText(trigger)} className="line-clamp-2 min-w-0 wrap-anywhere">
      {triggerText(trigger)}
    </span>
  );
}
