"use client";

import { useQueryState } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
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
  const { runs } = useTRPC();
  const { data, shown, freshness } = useKeptQuery(page, (of) =>
    runs.getRunJobs.queryOptions({ projectId, runId, cursor: jobsBefore(of) }),
  );
  const cursor = jobsBefore(shown);
  const last = cursor + data.items.length;
  const jobs = data.nextCursor === null && detail.outsideJobs ? [...data.items, detail.outsideJobs] : data.items;
  return (
    <Refreshing name="Agent Jobs" {...freshness}>
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
