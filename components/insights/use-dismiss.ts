"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import { showToast } from "#components/ui/toast.tsx";

/**
 * Dismisses an insight for everyone, or takes that back: it leaves the list at once, and comes back where the server refuses.
 * A dismissal can be undone.
 */
export function useDismiss(): (id: string, dismissed?: boolean) => void {
  const { insights } = useTRPC();
  const queryClient = useQueryClient();
  const listOf = (dismissed: boolean) => insights.list.queryKey({ show: dismissed ? "open" : "dismissed" });
  // Callbacks given to `mutate` itself are called for the last of several dismissals only.
  const { mutate } = useMutation(
    insights.dismiss.mutationOptions({
      onMutate: ({ id, dismissed = true }) => {
        const list = listOf(dismissed);
        const before = queryClient.getQueryData(list);
        queryClient.setQueryData(
          list,
          (shown) => shown && { ...shown, items: shown.items.filter((item) => item.id !== id) },
        );
        return { before };
      },
      onSuccess: (_, { id, dismissed = true }) =>
        showToast(
          dismissed
            ? {
                kind: "success",
                text: "Dismissed for everyone. It comes back if it grows by half.",
                action: { label: "Undo", onClick: () => mutate({ id, dismissed: false }) },
              }
            : { kind: "success", text: "The insight is open again." },
        ),
      onError: (error, { dismissed = true }, restore) => {
        queryClient.setQueryData(listOf(dismissed), restore?.before);
        showToast({ kind: "error", text: `Nothing was changed. ${failureText(error)}` });
      },
      onSettled: () => queryClient.invalidateQueries(insights.pathFilter()),
    }),
  );
  return (id, dismissed = true) => mutate({ id, dismissed });
}
