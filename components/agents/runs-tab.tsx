"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { durationText, momentText } from "#components/dates/moment-text.ts";
import { NoCalls } from "#components/retention/no-calls.tsx";
import { RunCallsTable } from "#components/runs/run-calls-table.tsx";
import type { RunCall } from "#components/runs/run-detail.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { LongId } from "#components/ui/long-id.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn } from "#server/money/format.ts";
import type { AgentJob } from "./agent-data.ts";
import { levelText } from "./effort-table.tsx";
import { WhereItRan } from "./where-it-ran.tsx";

/** The executions of the agent in every project, newest first; each opens to its calls. */
export function RunsTab({ agentId }: { agentId: string }) {
  const [open, setOpen] = useState<string>();
  const jobs = useSuspenseInfiniteQuery(
    useTRPC().agents.jobs.infiniteQueryOptions({ agentId }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const shown: AgentJob[] = jobs.data.pages.flatMap((page) => page.items);
  if (shown.length === 0) {
    return (
      <EmptyState title="No runs recorded yet.">
        A run is one job of the agent. Send calls with a jobId, or report jobs, to see them here; all calls are under
        Activity.
      </EmptyState>
    );
  }
  const money = dollarColumn(shown.map((job) => BigInt(job.costNanos)));
  const columns: TableColumn<AgentJob>[] = [
    {
      id: "started",
      header: "Started",
      className: "@2xl:max-w-52 @4xl:max-w-72",
      cell: (job) => (
        <DisclosureButton
          open={open === job.jobId}
          onToggle={() => setOpen(open === job.jobId ? undefined : job.jobId)}
        >
          <span className="flex min-w-0 flex-col items-start">
            <Timestamp iso={job.startedAt} text={momentText(job.startedAt)} />
            <span className="max-w-full font-mono font-normal text-ink-muted text-xs">
              <LongId id={job.jobId} tail={14} />
            </span>
          </span>
        </DisclosureButton>
      ),
    },
    {
      id: "place",
      header: "Run, Project",
      className: "@2xl:max-w-36 @4xl:max-w-48 @max-2xl:col-span-full",
      cell: (job) => <WhereItRan projectId={job.projectId} runId={job.runId} />,
    },
    {
      id: "status",
      header: "Status",
      className: "@max-2xl:col-span-full",
      cell: (job) => (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <StatusBadge status={job.status} />
          {job.attempt > 1 && <Badge>Attempt {job.attempt}</Badge>}
        </span>
      ),
    },
    {
      id: "effort",
      header: "Effort",
      cell: (job) => (job.effort ? levelText(job.effort) : <span className="text-ink-muted">–</span>),
    },
    {
      id: "duration",
      header: "Duration",
      numeric: true,
      className: "whitespace-nowrap",
      cell: (job) => durationText(job.startedAt, job.finishedAt) ?? "–",
    },
    { id: "in", header: "Tokens In", numeric: true, cell: (job) => <Tokens count={job.inputTokens} /> },
    { id: "out", header: "Tokens Out", numeric: true, cell: (job) => <Tokens count={job.outputTokens} /> },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (job) => (
        <span className="font-medium">
          <Cost nanos={BigInt(job.costNanos)} unpricedCalls={job.unpricedCalls} money={money} />
        </span>
      ),
    },
  ];
  return (
    <>
      <PanelScope action={<ExportButton table="agent-runs" query={{ agentId }} />}>
        A run is one job of the agent, with what it cost over its whole life. In every project, newest first; each opens
        to its calls and why they cost what they did.
      </PanelScope>
      <DataTable
        label="Runs"
        columns={columns}
        rows={shown}
        rowKey={(job) => job.jobId}
        detail={(job) =>
          open === job.jobId && (
            <PanelBoundary name="Calls" skeleton={<TableSkeleton rows={Math.min(job.calls, 4)} />}>
              <JobCalls agentId={agentId} jobId={job.jobId} />
            </PanelBoundary>
          )
        }
      />
      <MoreButton
        name="Runs"
        shown={jobs.hasNextPage}
        busy={jobs.isFetchingNextPage}
        failed={jobs.isFetchNextPageError}
        onMore={() => void jobs.fetchNextPage()}
      />
    </>
  );
}

function JobCalls({ agentId, jobId }: { agentId: string; jobId: string }) {
  const calls = useSuspenseInfiniteQuery(
    useTRPC().agents.jobCalls.infiniteQueryOptions({ agentId, jobId }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const shown: (RunCall & { projectId: string })[] = calls.data.pages.flatMap((page) => page.items);
  if (shown.length === 0) return <NoCalls title="No calls charged to this job." />;
  return (
    <div className="py-1">
      <RunCallsTable label="Calls of the Run" projectId={(call) => call.projectId} calls={shown} />
      <MoreButton
        name="Calls"
        shown={calls.hasNextPage}
        busy={calls.isFetchingNextPage}
        failed={calls.isFetchNextPageError}
        onMore={() => void calls.fetchNextPage()}
      />
    </div>
  );
}
