"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { BudgetView } from "#server/budgets/queries.ts";
import { BudgetForm } from "./budget-form.tsx";
import { scopeLabels, whoseText, windowLabels } from "./budget-words.ts";

type BudgetDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  /** The budget to change; null adds one. */
  budget: BudgetView | null;
  taken: ReadonlySet<string>;
};

/** Adds a budget, or changes one. Whom and what it limits stays as it was made: another is another budget. */
export function BudgetDialog({ open, onOpenChange, returnFocusTo, budget, taken }: BudgetDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={budget ? "Edit Budget" : "Add Budget"}
      description={budget ? <Fixed budget={budget} /> : "A limit acts at once: what is already spent counts."}
      returnFocusTo={returnFocusTo}
    >
      <PanelBoundary name="Choices" skeleton={<Skeleton className="mt-4 h-96" />}>
        <LoadedForm budget={budget} taken={taken} onDone={() => onOpenChange(false)} />
      </PanelBoundary>
    </Dialog>
  );
}

function Fixed({ budget }: { budget: BudgetView }) {
  const { scope, scopeId, unit, window } = budget;
  return (
    <>
      <span className="font-medium text-ink">{whoseText(budget)}</span>
      {scope !== "organization" && scopeId !== null && ` (${scopeLabels[scope]})`}:{" "}
      {unit === "cost" ? "cost" : "tokens"} of {windowLabels[window]}, UTC.
    </>
  );
}

type LoadedFormProps = Pick<BudgetDialogProps, "budget" | "taken"> & { onDone: () => void };

function LoadedForm({ budget, taken, onDone }: LoadedFormProps) {
  const { data: choices } = useSuspenseQuery(useTRPC().budgets.choices.queryOptions());
  // What was there when the dialog opened: what comes in meanwhile must not change what is typed.
  const [opened] = useState({ budget, taken });
  return <BudgetForm budget={opened.budget} taken={opened.taken} choices={choices} onDone={onDone} />;
}
