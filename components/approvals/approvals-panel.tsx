"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import { AnswerDialogs, type Answering } from "./answer-dialogs.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import type { ApprovalTab } from "./approvals-url.ts";

type ApprovalsPanelProps = { tab: ApprovalTab; today: string; canDecide: boolean };

const empty: Record<ApprovalTab, { title: string; text: string }> = {
  pending: {
    title: "Nothing waiting for you.",
    text: "A call that a budget with approval has no room for asks here before it is made.",
  },
  approved: { title: "Nothing approved yet.", text: "Calls that somebody let pass are kept here." },
  rejected: { title: "Nothing rejected yet.", text: "Calls that somebody refused are kept here, with the reason." },
  withdrawn: { title: "Nothing withdrawn.", text: "Requests that an agent took back before an answer are kept here." },
  expired: {
    title: "Nothing expired.",
    text: "Requests that nobody answered before the windows of their limits ended are kept here.",
  },
  all: { title: "No requests yet.", text: "A call that a budget with approval has no room for asks here." },
};

/** The requests of one tab, newest first, 50 at a time. */
export function ApprovalsPanel({ tab, today, canDecide }: ApprovalsPanelProps) {
  const { approvals } = useTRPC();
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = useSuspenseInfiniteQuery(
    approvals.list.infiniteQueryOptions({ status: tab }, { getNextPageParam: ({ nextCursor }) => nextCursor }),
  );
  const [answering, setAnswering] = useState<Answering>();
  const [open, setOpen] = useState(false);
  const onAnswer = (asked: Answering) => {
    setAnswering(asked);
    setOpen(true);
  };
  const shown = data.pages.flatMap(({ items }) => items);
  return (
    <>
      {shown.length === 0 && <EmptyState title={empty[tab].title}>{empty[tab].text}</EmptyState>}
      {shown.length > 0 && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-line border-b px-4 py-2 sm:px-5">
          <p className="text-[0.8125rem] text-ink-muted">
            {tab === "pending" && !canDecide ? "An owner or admin of the organisation decides these." : "Newest first"}
          </p>
          <ExportButton table="approvals" query={{ status: tab }} />
        </div>
      )}
      {shown.length > 0 && (
        <ul aria-label="Approvals">
          {shown.map((approval) => (
            <ApprovalCard
              key={approval.id}
              approval={approval}
              now={new Date(today)}
              onAnswer={canDecide ? onAnswer : null}
            />
          ))}
        </ul>
      )}
      <MoreButton
        name="Approvals"
        shown={hasNextPage}
        busy={isFetchingNextPage}
        failed={isFetchNextPageError}
        onMore={() => void fetchNextPage()}
      />
      <AnswerDialogs answering={answering} open={open} onClose={() => setOpen(false)} />
    </>
  );
}
