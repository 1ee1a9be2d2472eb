"use client";

import { useQueryState } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Pager } from "#components/ui/pager.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import type { RunDetail } from "./run-detail.ts";
import { RunJobsTable } from "./run-jobs-table.tsx";
import { jobsBefore, runUrl } from "./run-url.ts";

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
  const jobs = data.nextCursor === null && detail.outsideJobs ? [...data.items, detail.outsideJobs] : data.items;
  return (
    <Refreshing name="Agent Jobs" {...freshness}>
      <RunJobsTable key={shown} projectId={projectId} run={detail.run} jobs={jobs} />
      <Pager
        name="Jobs"
        before={cursor}
        shown={data.items.length}
        total={data.total}
        onPrevious={() => setPage(page - 1)}
        onNext={() => setPage(page + 1)}
      />
    </Refreshing>
  );
}
