"use client";

import { useInfiniteQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { counted } from "#server/money/format.ts";
import { AuditTable } from "./audit-table.tsx";
import { auditQuery, auditUrl } from "./audit-url.ts";

/** The entries that the filters let through, 50 at a time. */
export function AuditPanel() {
  const [url, setUrl] = useQueryStates(auditUrl);
  const asked = auditQuery({ ...url, q: useSettled(url.q) });
  const [kept, setKept] = useState(asked);
  const { audit } = useTRPC();
  const pagesOf = (query: typeof asked) =>
    audit.list.infiniteQueryOptions(query, { getNextPageParam: (page) => page.nextCursor });
  // What was shown stays until what is asked for is here, as in `useKeptQuery`.
  const last = useSuspenseInfiniteQuery(pagesOf(kept));
  const next = useInfiniteQuery(pagesOf(asked));
  if (next.data !== undefined && JSON.stringify(asked) !== JSON.stringify(kept)) setKept(asked);
  const log = next.data === undefined ? last : next;
  const entries = log.data.pages.flatMap((page) => page.items);
  const filtered = Boolean(url.q.trim() || url.group || url.actor);
  return (
    <Refreshing
      name="Audit Log"
      busy={next.isPending}
      error={next.isFetchNextPageError ? null : next.error}
      retry={() => void next.refetch()}
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
