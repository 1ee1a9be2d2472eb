"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { showToast } from "#components/ui/toast.tsx";

/** Looks for insights now instead of within the hour. */
export function RefreshButton({ children = "Refresh" }: { children?: string }) {
  const { insights } = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    insights.refresh.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(insights.pathFilter()),
      onError: (error) =>
        showToast({
          kind: "error",
          text: `Insights were not refreshed. ${failureText(error)} You see those of before.`,
        }),
    }),
  );
  return (
    <Button busy={isPending} onClick={() => mutate()}>
      {!isPending && <RefreshCw aria-hidden="true" className="size-3.5" />}
      {children}
    </Button>
  );
}
