"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import { AnswerDialogs, type Answering } from "./answer-dialogs.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import type { ApprovalTab } from "./approvals-url.ts";

type ApprovalsPanelProps = { tab: ApprovalTab; today: string; canDecide: boolean };

/** The requests that wait, or those decided, newest first, 50 at a time. */
export function ApprovalsPanel({ tab, today, canDecide }: ApprovalsPanelProps) {
  const { approvals } = useTRPC();
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = useSuspenseInfiniteQuery(
    approvals.list.infiniteQueryOptions(
      { pending: tab === "waiting" },
      { getNextPageParam: ({ nextCursor }) => nextCursor },
    ),
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
      {shown.length === 0 && <NoApprovals tab={tab} />}
      {shown.length > 0 && tab === "waiting" && !canDecide && (
        <p className="border-line border-b px-4 py-3 text-[0.8125rem] text-ink-muted sm:px-5">
          An owner or admin of the organisation decides these.
        </p>
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

function NoApprovals({ tab }: { tab: ApprovalTab }) {
  return tab === "waiting" ? (
    <EmptyState title="Nothing waiting for you.">
      A call that a budget with approval has no room for asks here before it is made.
    </EmptyState>
  ) : (
    <EmptyState title="Nothing decided yet.">
      Requests that were approved, rejected, withdrawn or that expired are kept here.
    </EmptyState>
  );
}
