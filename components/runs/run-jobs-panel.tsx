"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryState } from "nuqs";
import { useDeferredValue } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { formatExact } from "#server/money/format.ts";
import type { RunDetail } from "./run-detail.ts";
import { RunJobsTable } from "./run-jobs-table.tsx";
import { jobsBefore, jobsPerPage, runUrl } from "./run-url.ts";

type RunJobsPanelProps = { projectId: string; detail: RunDetail };

/** The jobs of a run, 50 to a page; the last page ends with the calls that belong to no job. */
export function RunJobsPanel({ projectId, detail }: RunJobsPanelProps) {
  const { runId } = detail.run;
  const [page, setPage] = useQueryState("page", runUrl.page);
  const shown = useDeferredValue(page);
  const cursor = jobsBefore(shown);
  const { data } = useSuspenseQuery(useTRPC().runs.getRunJobs.queryOptions({ projectId, runId, cursor }));
  const last = cursor + data.items.length;
  const jobs = data.nextCursor === null && detail.outsideJobs ? [...data.items, detail.outsideJobs] : data.items;
  return (
    <Refreshing active={shown !== page}>
      <RunJobsTable key={shown} projectId={projectId} run={detail.run} jobs={jobs} />
      {data.total > jobsPerPage && (
        <nav
          aria-label="Pages of Jobs"
          className="flex items-center justify-between gap-3 border-line border-t px-4 py-3 sm:px-5 print:hidden"
        >
          <span className="text-[0.8125rem] text-ink-muted tabular-nums">
            Jobs {formatExact(Math.min(cursor + 1, last))} – {formatExact(last)} of {formatExact(data.total)}
          </span>
          <span className="flex gap-2">
            <Button disabled={page <= 1} onClick={() => setPage(page - 1)}>
              Previous
            </Button>
            <Button disabled={data.nextCursor === null} onClick={() => setPage(page + 1)}>
              Next
            </Button>
          </span>
        </nav>
      )}
    </Refreshing>
  );
}
