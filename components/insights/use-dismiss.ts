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
  const { mutate } = useMutation(
    insights.dismiss.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(insights.pathFilter()),
    }),
  );
  const change = (id: string, dismissed = true) => {
    const list = insights.list.queryKey({ show: dismissed ? "open" : "dismissed" });
    const before = queryClient.getQueryData(list);
    queryClient.setQueryData(
      list,
      (shown) => shown && { ...shown, items: shown.items.filter((item) => item.id !== id) },
    );
    mutate(
      { id, dismissed },
      {
        onSuccess: () =>
          showToast(
            dismissed
              ? {
                  kind: "success",
                  text: "Dismissed for everyone. It comes back if it grows by half.",
                  action: { label: "Undo", onClick: () => change(id, false) },
                }
              : { kind: "success", text: "The insight is open again." },
          ),
        onError: (error) => {
          queryClient.setQueryData(list, before);
          showToast({ kind: "error", text: `Nothing was changed. ${failureText(error)}` });
        },
      },
    );
  };
  return change;
}
