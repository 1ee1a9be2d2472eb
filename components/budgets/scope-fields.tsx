import { lazy, Suspense } from "react";
import type { UseFormReturn } from "react-hook-form";
import { SelectField } from "#components/ui/select-field.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { BudgetScope } from "#server/budgets/budget.ts";
import type { scopeChoices } from "#server/budgets/scope-choices.ts";
import type { BudgetDraft } from "./budget-draft.ts";
import { scopeLabels } from "./budget-words.ts";

export type ScopeChoices = Awaited<ReturnType<typeof scopeChoices>>;

const AgentField = lazy(async () => ({ default: (await import("./agent-field.tsx")).AgentField }));

type ScopeFieldsProps = {
  form: UseFormReturn<BudgetDraft>;
  draft: BudgetDraft;
  choices: ScopeChoices;
  onScopeChange: (scope: BudgetScope) => void;
};

type Named = { id: string; name: string };

const scopeOptions = Object.entries({ ...scopeLabels, organization: "Whole Organisation" }).map(([value, label]) => ({
  value,
  label,
}));
const optionsOf = (first: string, named: readonly Named[]) => [
  { value: "", label: first },
  ...named.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` })),
];

/** Whom a new budget is of, over which time and in what. */
export function ScopeFields({ form, draft, choices, onScopeChange }: ScopeFieldsProps) {
  const { scope, projectId } = draft;
  const { errors } = form.formState;
  const ofProject = <Item extends { projectId: string }>(items: readonly Item[]) =>
    items.filter((item) => item.projectId === projectId);
  const triggers = [...new Set((projectId ? ofProject(choices.triggers) : choices.triggers).map((one) => one.trigger))];
  return (
    <>
      <SelectField
        {...form.register("scope", { onChange: (event) => onScopeChange(event.target.value) })}
        label="Budget for"
        options={scopeOptions}
      />
      {scope === "project" && (
        <SelectField
          {...form.register("scopeId")}
          label="Project"
          options={optionsOf("Each Project", choices.projects)}
          problem={errors.scopeId?.message}
        />
      )}
      {scope === "agent" && (
        <Suspense fallback={<Skeleton className="h-17" />}>
          <AgentField
            onValueChange={(agentId) => form.setValue("scopeId", agentId, { shouldDirty: true })}
            problem={errors.scopeId?.message}
          />
        </Suspense>
      )}
      {(scope === "agent_type" || scope === "pipeline_run") && (
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            {...form.register("projectId", {
              validate: (id, { scope: of }) => of !== "agent_type" || id !== "" || "Choose a project.",
              onChange: () => {
                form.setValue("scopeId", "");
                form.setValue("trigger", "");
              },
            })}
            label="Project"
            options={optionsOf(scope === "agent_type" ? "Choose…" : "Any Project", choices.projects)}
            problem={errors.projectId?.message}
          />
          {scope === "agent_type" ? (
            <SelectField
              {...form.register("scopeId")}
              label="Agent type"
              options={optionsOf("Each Agent Type", ofProject(choices.agentTypes))}
              problem={errors.scopeId?.message}
            />
          ) : (
            <SelectField
              {...form.register("trigger")}
              label="Runs started by"
              options={[
                { value: "", label: "Any Trigger" },
                ...triggers.map((trigger) => ({ value: trigger, label: trigger })),
              ]}
              problem={errors.trigger?.message}
            />
          )}
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {scope === "pipeline_run" ? (
          <p className="self-center text-[0.8125rem] text-ink-muted text-pretty">
            A ceiling for each run, from its start to its end.
          </p>
        ) : (
          <SelectField
            {...form.register("window")}
            label="Counted over"
            options={[
              { value: "day", label: "Each UTC Day" },
              { value: "month", label: "Each UTC Month" },
            ]}
            problem={errors.window?.message}
          />
        )}
        <SelectField
          {...form.register("unit", { onChange: () => form.clearErrors("limit") })}
          label="Counted in"
          options={[
            { value: "cost", label: "Cost" },
            { value: "tokens", label: "Tokens" },
          ]}
        />
      </div>
    </>
  );
}
