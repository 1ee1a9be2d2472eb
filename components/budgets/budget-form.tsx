"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { CheckField } from "#components/ui/check-field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { BudgetView } from "#server/budgets/queries.ts";
import { ActionFields } from "./action-fields.tsx";
import { type BudgetDraft, draftOf, idOfNew, inputOf, newDraft, readAlertAt, readLimit } from "./budget-draft.ts";
import { budgetFailure } from "./budget-failure.ts";
import { limitText, stopsCalls, whoseText } from "./budget-words.ts";
import { LimitNote } from "./limit-note.tsx";
import { type ScopeChoices, ScopeFields } from "./scope-fields.tsx";

type BudgetFormProps = {
  budget: BudgetView | null;
  taken: ReadonlySet<string>;
  choices: ScopeChoices;
  onDone: () => void;
};

/** An id nobody else makes. `crypto.randomUUID` is only there over HTTPS. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `budget-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The fields of a budget. It closes only when the server has stored it; what is typed stays until then. */
export function BudgetForm({ budget, taken, choices, onDone }: BudgetFormProps) {
  const { budgets, aiCost } = useTRPC();
  const queryClient = useQueryClient();
  const set = useMutation(budgets.set.mutationOptions());
  const [random] = useState(randomId);
  // What is overwritten on saving. After a conflict it is what is there by then.
  const [base, setBase] = useState(budget && { id: budget.id, version: budget.version });
  const form = useForm<BudgetDraft>({
    defaultValues: budget ? draftOf(budget) : { ...newDraft, onExceeded: choices.defaultActions[newDraft.scope] },
  });
  const { errors, isSubmitting, dirtyFields } = form.formState;
  const draft = form.watch();

  const submit = form.handleSubmit(async (values) => {
    const { id, version } = base ?? { id: idOfNew(values, taken, random), version: 0 };
    try {
      const stored = await set.mutateAsync({ ...inputOf(values), id, version });
      await Promise.all([
        queryClient.invalidateQueries(budgets.pathFilter()),
        queryClient.invalidateQueries(aiCost.pathFilter()),
      ]);
      const limit = limitText(stored);
      showToast({ kind: "success", text: `${whoseText(stored)}: limit set to ${limit}.` });
      onDone();
    } catch (error) {
      const { conflict, fields, message } = budgetFailure(error);
      if (conflict) {
        const now = await queryClient
          .fetchQuery({ ...budgets.get.queryOptions({ id }), staleTime: 0 })
          .catch(() => null);
        setBase({ id, version: now?.version ?? 0 });
        void queryClient.invalidateQueries(budgets.list.queryFilter());
      }
      for (const [field, problem] of fields) form.setError(field, { message: problem }, { shouldFocus: true });
      if (fields.length === 0) form.setError("root", { message });
    }
  });

  return (
    <form onSubmit={submit} noValidate className="mt-4 grid gap-4">
      {!budget && (
        <ScopeFields
          form={form}
          draft={draft}
          choices={choices}
          onScopeChange={(scope) => {
            form.setValue("projectId", "");
            form.setValue("scopeId", "");
            form.setValue("trigger", "");
            form.clearErrors();
            if (!dirtyFields.onExceeded) form.resetField("onExceeded", { defaultValue: choices.defaultActions[scope] });
          }}
        />
      )}
      <div>
        <TextField
          {...form.register("limit", {
            validate: (text, { unit }) => {
              const read = readLimit(text, unit);
              return "problem" in read ? read.problem : true;
            },
          })}
          label={draft.unit === "cost" ? "Limit in dollars" : "Limit in tokens"}
          inputMode={draft.unit === "cost" ? "decimal" : "numeric"}
          autoComplete="off"
          placeholder={draft.unit === "cost" ? "500.00" : "2,000,000"}
          problem={errors.limit?.message}
        />
        {!errors.limit && <LimitNote draft={draft} budget={budget} />}
      </div>
      <ActionFields form={form} draft={draft} problem={errors.onExceeded?.message} />
      <TextField
        {...form.register("alertAt", {
          validate: (text) => {
            const read = readAlertAt(text);
            return "problem" in read ? read.problem : true;
          },
        })}
        label="Alert at percent of the limit"
        autoComplete="off"
        hint="Up to nine percentages, from 1 to 1000. It always alerts at 100."
        problem={errors.alertAt?.message}
      />
      <div className="grid gap-2.5">
        {draft.unit === "cost" && stopsCalls(draft.onExceeded) && (
          <CheckField
            {...form.register("allowUnpriced")}
            label="Let calls without a price pass"
            hint="What they cost is not known, so this limit cannot count them. Otherwise they are refused."
          />
        )}
        <CheckField
          {...form.register("enabled")}
          label="On"
          hint="Off, it stays in the list and neither alerts nor stops anything."
        />
      </div>
      <ProblemText>{errors.root?.message}</ProblemText>
      <FormButtons busy={isSubmitting} onCancel={onDone}>
        {budget ? "Save Budget" : "Add Budget"}
      </FormButtons>
    </form>
  );
}
