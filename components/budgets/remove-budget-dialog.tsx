"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { AlertDialog } from "#components/ui/dialog.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
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

/** Asks before a limit is gone. Cancel has the focus first. */
export function RemoveBudgetDialog({ open, onOpenChange, returnFocusTo, budget }: RemoveBudgetDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  const { budgets, aiCost } = useTRPC();
  const queryClient = useQueryClient();
  const removal = useMutation(
    budgets.remove.mutationOptions({
      onSuccess: async () => {
        onOpenChange(false);
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
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove the Budget of ${whoseText(budget)}?`}
      description={`${limit} ${windowLabels[budget.window]}. ${effect} What was spent stays recorded, and the audit log keeps the change.`}
      returnFocusTo={returnFocusTo}
      initialFocus={cancel}
    >
      <div className="mt-3">
        <ProblemText>{removal.error ? budgetFailure(removal.error).message : undefined}</ProblemText>
      </div>
      <div className="mt-5 flex justify-end gap-2">
        <Button ref={cancel} size="medium" onClick={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button
          size="medium"
          variant="danger"
          busy={removal.isPending}
          onClick={() => removal.mutate({ id: budget.id, version: budget.version })}
        >
          Remove Budget
        </Button>
      </div>
    </AlertDialog>
  );
}
