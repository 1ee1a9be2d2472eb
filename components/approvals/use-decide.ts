"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import { showToast } from "#components/ui/toast.tsx";
import type { Approval } from "#server/alerts/approval-queries.ts";

type Answer = { decision: "approve"; extra?: string | undefined } | { decision: "reject"; reason: string };

/**
 * Decides a request. It counts when the server says so; `problem` is why it did not, `decided` that somebody was first.
 */
export function useDecide(approval: Approval, onDone: () => void) {
  const { approvals } = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(
    approvals.decide.mutationOptions({
      onSuccess: ({ status }) => {
        onDone();
        const said = status === "approved" ? "Approved: the call may go on." : "Rejected. The agent is told why.";
        showToast({ kind: "success", text: `${approval.agentName}: ${said}` });
        void queryClient.invalidateQueries(approvals.pathFilter());
      },
    }),
  );
  const decided = error?.data?.appCode === "conflict";
  return {
    decide: (input: Answer) => mutate({ id: approval.id, input }),
    busy: isPending,
    decided,
    problem: error ? `${decided ? "" : "Nothing was decided. "}${failureText(error)}` : undefined,
    /** What stands in the list may be old news. */
    leave: () => {
      if (decided) void queryClient.invalidateQueries(approvals.pathFilter());
      onDone();
    },
  };
}
