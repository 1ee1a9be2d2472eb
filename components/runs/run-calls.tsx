"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { NoCalls } from "#components/retention/no-calls.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { formatExact } from "#server/money/format.ts";
import { RunCallsTable } from "./run-calls-table.tsx";
import type { RunCall, RunJob } from "./run-detail.ts";

type RunCallsProps = { projectId: string; runId: string; job: RunJob };

/** The calls of one job, attempt by attempt. */
export function RunCalls(props: RunCallsProps) {
  return (
    <PanelBoundary name="Calls" skeleton={<TableSkeleton rows={Math.min(props.job.calls, 4)} />}>
      <Calls {...props} />
    </PanelBoundary>
  );
}

function Calls({ projectId, runId, job }: RunCallsProps) {
  const calls = useSuspenseInfiniteQuery(
    useTRPC().runs.getRunCalls.infiniteQueryOptions(
      { projectId, runId, jobId: job.jobId },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const shown: RunCall[] = calls.data.pages.flatMap((page) => page.items);
  if (shown.length === 0) return <NoCalls title="No calls charged to this job in this run." />;
  const attempts = [...Map.groupBy(shown, (call) => call.attempt)].sort(([a], [b]) => a - b);
  return (
    <div className="py-1">
      {attempts.map(([attempt, ofAttempt]) => (
        <section key={attempt} aria-label={`Calls of attempt ${attempt}`}>
          {attempts.length > 1 && (
            <h3 className="px-4 pt-3 font-medium text-[0.8125rem] sm:px-5">
              Attempt {attempt}
              {attempt > 1 && <span className="font-normal text-ink-muted"> · retry</span>}
            </h3>
          )}
          <RunCallsTable
            label={attempts.length > 1 ? `Transactions of Attempt ${attempt}` : "Transactions"}
            projectId={projectId}
            calls={ofAttempt}
          />
        </section>
      ))}
      {calls.hasNextPage && (
        <div className="flex items-center justify-between gap-3 px-4 py-3 sm:px-5 print:hidden">
          <span className="text-[0.8125rem] text-ink-muted">
            {formatExact(shown.length)} of {formatExact(job.calls)} calls
            {calls.isFetchNextPageError && ". Couldn’t load more; your data is safe."}
          </span>
          <Button busy={calls.isFetchingNextPage} onClick={() => calls.fetchNextPage()}>
            Show More
          </Button>
        </div>
      )}
    </div>
  );
}
