"use client";

import { useState } from "react";
import { AgentLink } from "#components/agents/agent-link.tsx";
import { otherColour } from "#components/charts/other-colour.ts";
import { durationText, momentText } from "#components/dates/moment-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LongId } from "#components/ui/long-id.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Swatch } from "#components/ui/swatch.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { counted, dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import { RunCalls } from "./run-calls.tsx";
import type { RunDetail, RunJob } from "./run-detail.ts";

type RunJobsTableProps = { projectId: string; run: RunDetail["run"]; jobs: readonly RunJob[] };

/** Jobs of a run; each opens to its calls. The total is that of the run, whatever page of its jobs is shown. */
export function RunJobsTable({ projectId, run, jobs }: RunJobsTableProps) {
  const hydrated = useHydrated();
  const [chosen, setChosen] = useState<ReadonlySet<string>>();
  // A single job is what one came to see. It opens in the browser, which is where its calls are fetched.
  const open = chosen ?? new Set(hydrated && jobs.length === 1 ? jobs.map(keyOf) : []);
  const toggle = (key: string) =>
    setChosen(new Set(open.has(key) ? [...open].filter((one) => one !== key) : [...open, key]));

  const total = BigInt(run.costNanos);
  const money = dollarColumn([...jobs.map((job) => BigInt(job.costNanos)), total]);
  const columns: TableColumn<RunJob>[] = [
    {
      id: "agent",
      header: "Agent",
      className: "@2xl:max-w-64 @4xl:max-w-80",
      cell: (job) => <JobName job={job} open={open.has(keyOf(job))} onToggle={() => toggle(keyOf(job))} />,
      total: "Total",
    },
    { id: "status", header: "Status", className: "@max-2xl:col-span-full", cell: (job) => <JobStatus job={job} /> },
    {
      id: "started",
      header: "Started",
      cell: (job) => <Timestamp iso={job.startedAt} text={momentText(job.startedAt)} />,
    },
    {
      id: "duration",
      header: "Duration",
      numeric: true,
      className: "whitespace-nowrap",
      cell: (job) => durationText(job.startedAt, job.finishedAt) ?? "–",
    },
    {
      id: "calls",
      header: "Calls",
      numeric: true,
      cell: (job) => formatExact(job.calls),
      total: formatExact(run.calls),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (job) => <Tokens count={job.inputTokens} />,
      total: <Tokens count={run.inputTokens} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (job) => <Tokens count={job.outputTokens} />,
      total: <Tokens count={run.outputTokens} />,
    },
    {
      id: "share",
      header: "Share",
      numeric: true,
      cell: (job) => shareText(BigInt(job.costNanos), total, job.unpricedCalls),
      total: shareText(total, total, 0),
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (job) => (
        <span className="font-medium">
          <Cost nanos={BigInt(job.costNanos)} unpricedCalls={job.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={total} unpricedCalls={run.unpricedCalls} money={money} />,
    },
  ];
  if (jobs.length === 0) return <EmptyState title="No jobs and no calls in this run yet." />;
  return (
    <DataTable
      label="Agent Jobs"
      columns={columns}
      rows={jobs}
      rowKey={keyOf}
      detail={(job) => open.has(keyOf(job)) && <RunCalls projectId={projectId} runId={run.runId} job={job} />}
    />
  );
}

const keyOf = (job: RunJob) => (job.jobId === null ? "outside" : `job-${job.jobId}`);

type JobNameProps = { job: RunJob; open: boolean; onToggle: () => void };

/** The agent, which leads to its page; beneath it the job, which opens to its calls. */
function JobName({ job, open, onToggle }: JobNameProps) {
  if (job.jobId === null) {
    return (
      <DisclosureButton open={open} onToggle={onToggle}>
        <Swatch colour={otherColour} />
        <span className="font-medium">Calls Outside Jobs</span>
      </DisclosureButton>
    );
  }
  return (
    <span className="flex min-w-0 max-w-full flex-col items-start">
      <span className="flex min-w-0 max-w-full items-baseline gap-2">
        <Swatch colour={job.colour} />
        <AgentLink agentId={job.agentId} name={job.agentName} className="font-medium" />
      </span>
      <DisclosureButton label={`Calls of ${job.jobId}`} open={open} onToggle={onToggle}>
        <span className="min-w-0 font-mono font-normal text-ink-muted text-xs">
          <LongId id={job.jobId} tail={14} />
        </span>
      </DisclosureButton>
    </span>
  );
}

function JobStatus({ job }: { job: RunJob }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {job.jobId === null ? <span className="text-ink-muted">–</span> : <StatusBadge status={job.status} />}
      {job.jobId !== null && job.attempt > 1 && <Badge>Attempt {job.attempt}</Badge>}
      {job.errors > 0 && <Badge tone="bad">{counted(job.errors, "error")}</Badge>}
    </span>
  );
}
