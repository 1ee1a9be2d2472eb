"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RefObject } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { BudgetView } from "#server/budgets/queries.ts";
import { budgetFailure } from "./budget-failure.ts";
import { limitText, stopsCalls, whoseText, windowLabels } from "./budget-words.ts";

type RemoveBudgetDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  budget: BudgetView;
};

/** Asks before a limit is gone. */
export function RemoveBudgetDialog({ budget, ...dialog }: RemoveBudgetDialogProps) {
  const { budgets, aiCost } = useTRPC();
  const queryClient = useQueryClient();
  const removal = useMutation(
    budgets.remove.mutationOptions({
      onSuccess: async () => {
        dialog.onOpenChange(false);
        showToast({ kind: "success", text: `The budget of ${whoseText(budget)} was removed.` });
        await Promise.all([
          queryClient.invalidateQueries(budgets.pathFilter()),
          queryClient.invalidateQueries(aiCost.pathFilter()),
        ]);
      },
      onError: () => queryClient.invalidateQueries(budgets.list.queryFilter()),
    }),
  );
  const limit = limitText(budget);
  const effect = stopsCalls(budget.onExceeded)
    ? "It no longer stops any call, and agents that it paused go on at once."
    : "It no longer alerts.";
  return (
    <ConfirmDialog
      {...dialog}
      title={`Remove the Budget of ${whoseText(budget)}?`}
      description={`${limit} ${windowLabels[budget.window]}. ${effect} What was spent stays recorded, and the audit log keeps the change.`}
      action="Remove Budget"
      problem={removal.error ? budgetFailure(removal.error).message : undefined}
      busy={removal.isPending}
      onConfirm={() => removal.mutate({ id: budget.id, version: budget.version })}
    />
  );
}
