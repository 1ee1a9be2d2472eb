"use client";

import { durationText, momentText } from "#components/dates/moment-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Swatch } from "#components/ui/swatch.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import type { RunJob } from "./run-detail.ts";

/** The jobs of a run. */
export function RunJobsTable({ jobs }: { jobs: readonly RunJob[] }) {
  const total = jobs.reduce((sum, job) => sum + BigInt(job.costNanos), 0n);
  const money = dollarColumn([...jobs.map((job) => BigInt(job.costNanos)), total]);
  const sum = (pick: (job: RunJob) => number) => jobs.reduce((all, job) => all + pick(job), 0);
  const columns: TableColumn<RunJob>[] = [
    {
      id: "agent",
      header: "Agent",
      cell: (job) => (
        <span className="inline-flex items-center gap-2.5 font-medium" title={job.jobId}>
          <Swatch colour={job.colour} />
          {job.agentId}
        </span>
      ),
      total: "Total",
    },
    {
      id: "status",
      header: "Status",
      cell: (job) => (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <StatusBadge status={job.status} />
          {job.attempt > 1 && <Badge>Attempt {job.attempt}</Badge>}
        </span>
      ),
    },
    {
      id: "started",
      header: "Started",
      cell: (job) => <Timestamp iso={job.startedAt} text={momentText(job.startedAt)} />,
    },
    {
      id: "duration",
      header: "Duration",
      numeric: true,
      cell: (job) => durationText(job.startedAt, job.finishedAt) ?? "–",
    },
    {
      id: "calls",
      header: "Calls",
      numeric: true,
      cell: (job) => formatExact(job.calls),
      total: formatExact(sum((job) => job.calls)),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (job) => <Tokens count={job.inputTokens} />,
      total: <Tokens count={sum((job) => job.inputTokens)} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (job) => <Tokens count={job.outputTokens} />,
      total: <Tokens count={sum((job) => job.outputTokens)} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (job) => <span className="font-medium">{money(BigInt(job.costNanos))}</span>,
      total: money(total),
    },
  ];
  if (jobs.length === 0) return <EmptyState title="No jobs in this run." />;
  return <DataTable label="Agent Jobs" columns={columns} rows={jobs} rowKey={(job) => job.jobId} />;
}
