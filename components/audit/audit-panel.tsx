"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { counted } from "#server/money/format.ts";
import { AuditTable } from "./audit-table.tsx";
import { auditQuery, auditUrl } from "./audit-url.ts";

/** The entries that the filters let through, 50 at a time. */
export function AuditPanel() {
  const [url, setUrl] = useQueryStates(auditUrl);
  const log = useInfiniteQuery({
    ...useTRPC().audit.list.infiniteQueryOptions(auditQuery(url), { getNextPageParam: (page) => page.nextCursor }),
    placeholderData: keepPreviousData,
    throwOnError: (_, query) => query.state.data === undefined,
  });
  if (!log.data) return <TableSkeleton rows={8} />;
  const entries = log.data.pages.flatMap((page) => page.items);
  const filtered = Boolean(url.q.trim() || url.group || url.actor);
  return (
    <Refreshing
      name="Audit Log"
      busy={log.isPlaceholderData}
      error={log.isFetchNextPageError ? null : log.error}
      retry={() => void log.refetch()}
    >
      {entries.length > 0 ? (
        <AuditTable entries={entries} />
      ) : filtered ? (
        <EmptyState
          title="No change matches."
          action={<Button onClick={() => setUrl(null)}>Show All Changes</Button>}
        />
      ) : (
        <EmptyState title="Nothing was changed yet.">
          Each change of a limit, an agent, a key, a member or a webhook is kept here: who, when, and what it was
          before.
        </EmptyState>
      )}
      {log.hasNextPage && (
        <div className="flex items-center justify-between gap-3 border-line border-t px-4 py-3 sm:px-5 print:hidden">
          <span className="text-[0.8125rem] text-ink-muted" role="status">
            {counted(entries.length, "change")} shown
            {log.isFetchNextPageError && ". Couldn’t load more; your data is safe."}
          </span>
          <Button busy={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
            Show Older Changes
          </Button>
        </div>
      )}
    </Refreshing>
  );
}
