"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { triggerText } from "#components/ai-cost/trigger-text.ts";
import { durationText, momentText } from "#components/dates/moment-text.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { counted, formatDollars, formatExact, formatShare, formatTokens } from "#server/money/format.ts";
import { isUnpriced, spendParts, spendText } from "#server/money/spend-text.ts";
import { RunAgents } from "./run-agents.tsx";
import type { RunDetail } from "./run-detail.ts";
import { RunJobsPanel } from "./run-jobs-panel.tsx";
import { runHref } from "./run-link.tsx";

type RunPageProps = { projectId: string; runId: string };

/** One pipeline run: what it cost, by whom, in which jobs and calls. */
export function RunPage({ projectId, runId }: RunPageProps) {
  return (
    <PanelBoundary name="Pipeline Run" skeleton={<TableSkeleton rows={12} />} framed>
      <Run projectId={projectId} runId={runId} />
    </PanelBoundary>
  );
}

function Run({ projectId, runId }: RunPageProps) {
  const { data } = useSuspenseQuery(useTRPC().runs.getRun.queryOptions({ projectId, runId }));
  return (
    <>
      <PageHeader
        title={
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="shrink-0 font-normal text-ink-muted max-sm:sr-only">Run</span>
            <span className="min-w-0 break-all font-mono text-[1.125rem] tracking-normal">{data.run.runId}</span>
            <CopyButton label="Copy Run ID" text={data.run.runId} />
          </span>
        }
        subtitle={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <StatusBadge status={data.run.status} />
            <span className="wrap-anywhere">{triggerText(data.run.trigger)}</span>
            <span>
              Started <Timestamp iso={data.run.startedAt} text={momentText(data.run.startedAt)} />
            </span>
            <span>{counted(data.agents.length, "agent")}</span>
          </span>
        }
      >
        <nav aria-label="Neighbouring Runs" className="flex gap-2">
          <Neighbour projectId={projectId} runId={data.previousRunId} kind="previous" />
          <Neighbour projectId={projectId} runId={data.nextRunId} kind="next" />
        </nav>
      </PageHeader>
      <div className="flex flex-col gap-4">
        <RunCards run={data.run} />
        {data.agents.length > 0 && (
          <Card aria-labelledby="agents" className="overflow-hidden">
            <CardHeader id="agents" title="Agents" scope="Who spent it">
              <ExportButton table="run-agents" query={{ projectId, runId: data.run.runId }} />
            </CardHeader>
            <RunAgents agents={data.agents} jobCount={data.run.jobCount} />
          </Card>
        )}
        <Card aria-labelledby="jobs" className="overflow-hidden">
          <CardHeader id="jobs" title="Agent Jobs" scope="In the order they started; each opens to its calls">
            <ExportButton table="run-jobs" query={{ projectId, runId: data.run.runId }} label="Export Jobs as CSV" />
            <ExportButton table="run-calls" query={{ projectId, runId: data.run.runId }} label="Export Calls as CSV" />
          </CardHeader>
          <div className="pt-3">
            <PanelBoundary name="Jobs" skeleton={<TableSkeleton rows={6} />}>
              <RunJobsPanel projectId={projectId} detail={data} />
            </PanelBoundary>
          </div>
        </Card>
      </div>
    </>
  );
}

function Neighbour({ projectId, runId, kind }: { projectId: string; runId: string | null; kind: "previous" | "next" }) {
  if (!runId) return null;
  const previous = kind === "previous";
  return (
    <Link href={runHref(projectId, runId)} title={runId} className={buttonClass()}>
      {previous && <ChevronLeft aria-hidden="true" className="size-3.5" />}
      {previous ? "Previous Run" : "Next Run"}
      {!previous && <ChevronRight aria-hidden="true" className="size-3.5" />}
    </Link>
  );
}

function RunCards({ run }: { run: RunDetail["run"] }) {
  const cost = BigInt(run.costNanos);
  const retries = BigInt(run.retryCostNanos);
  return (
    <KpiGrid>
      <KpiCard name="Cost" period="This run" {...spendParts(cost, run.unpricedCalls)}>
        <span>
          {retries > 0n &&
            `${formatDollars(cost - retries)} on first attempts, ${formatDollars(retries)} on retries (${formatShare(retries, cost)})`}
          {retries === 0n && !isUnpriced(cost, run.unpricedCalls) && "Nothing on retries"}
        </span>
        {run.unpricedCalls > 0 && <span>{counted(run.unpricedCalls, "call")} without a price</span>}
      </KpiCard>
      <KpiCard
        name="Tokens"
        period="This run"
        value={formatTokens(run.totalTokens)}
        exact={counted(run.totalTokens, "token")}
      >
        <span>
          {formatTokens(run.inputTokens)} in, {formatTokens(run.outputTokens)} out
        </span>
        <span>
          {counted(run.calls, "call")}
          {run.errors > 0 && `, ${counted(run.errors, "error")}`}
        </span>
      </KpiCard>
      <KpiCard name="Agent Jobs" period="This run" value={formatExact(run.jobCount)}>
        <span>
          {run.jobCount > 0 ? perJob(cost / BigInt(run.jobCount), run.unpricedCalls) : "Calls outside jobs only"}
        </span>
        {(run.failedJobs > 0 || run.retriedJobs > 0) && (
          <span>
            {[
              run.failedJobs > 0 && `${formatExact(run.failedJobs)} failed`,
              run.retriedJobs > 0 && `${formatExact(run.retriedJobs)} retried`,
            ]
              .filter(Boolean)
              .join(", ")}
          </span>
        )}
      </KpiCard>
      <DurationCard run={run} />
    </KpiGrid>
  );
}

/** From start to end. A run whose end nobody reported lasted until its last call at least. */
function DurationCard({ run }: { run: RunDetail["run"] }) {
  const end = run.finishedAt ?? run.lastCallAt;
  const isOpen = run.finishedAt === null;
  const value = isOpen && run.status === "running" ? "Running" : durationText(run.startedAt, end);
  const isKnown = value !== null && !(isOpen && value === "0 s");
  return (
    <KpiCard
      name="Duration"
      period="This run"
      value={isKnown ? value : "–"}
      qualifier={isKnown && isOpen && value !== "Running" ? "at least" : undefined}
    >
      {end && (
        <span>
          {isOpen ? "Last call" : "Finished"} <Timestamp iso={end} text={momentText(end)} />
        </span>
      )}
    </KpiCard>
  );
}

const perJob = (nanos: bigint, unpricedCalls: number) =>
  isUnpriced(nanos, unpricedCalls) ? "No known price" : `${spendText(nanos, unpricedCalls)} a job`;
