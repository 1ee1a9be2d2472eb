"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { NoCalls } from "#components/retention/no-calls.tsx";
import { RunCallsTable } from "#components/runs/run-calls-table.tsx";
import type { RunCall } from "#components/runs/run-detail.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import type { TableColumn } from "#components/ui/data-table.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { formatExact } from "#server/money/format.ts";
import { WhereItRan } from "./where-it-ran.tsx";

type AgentCall = RunCall & { projectId: string };

const placeColumns: TableColumn<AgentCall>[] = [
  {
    id: "place",
    header: "Run, Project",
    className: "@2xl:max-w-36 @4xl:max-w-48 @max-2xl:col-span-full",
    cell: (call) => <WhereItRan projectId={call.projectId} runId={call.runId} />,
  },
];

/** The calls of the agent in every project, newest first; each opens to why it cost what it did. */
export function ActivityTab({ agentId }: { agentId: string }) {
  const calls = useSuspenseInfiniteQuery(
    useTRPC().agents.calls.infiniteQueryOptions({ agentId }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const shown: AgentCall[] = calls.data.pages.flatMap((page) => page.items);
  if (shown.length === 0) return <NoCalls title="No calls recorded yet." />;
  return (
    <>
      <PanelScope action={<ExportButton table="agent-calls" query={{ agentId }} />}>
        Its calls in every project, newest first.
      </PanelScope>
      <RunCallsTable label="Calls" projectId={(call) => call.projectId} calls={shown} placeColumns={placeColumns} />
      {calls.hasNextPage && (
        <div className="flex items-center justify-between gap-3 border-line border-t px-4 py-3 sm:px-5 print:hidden">
          <span className="text-[0.8125rem] text-ink-muted">
            {formatExact(shown.length)} calls
            {calls.isFetchNextPageError && ". Couldn’t load more; your data is safe."}
          </span>
          <Button busy={calls.isFetchingNextPage} onClick={() => calls.fetchNextPage()}>
            Show More
          </Button>
        </div>
      )}
    </>
  );
}
