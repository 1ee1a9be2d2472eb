import type { UseFormReturn } from "react-hook-form";
import { CheckField } from "#components/ui/check-field.tsx";
import type { ExceededAction } from "#server/budgets/budget.ts";
import type { BudgetDraft } from "./budget-draft.ts";
import { actionLabels, effectText, stopsCalls } from "./budget-words.ts";

const hints: Record<ExceededAction, string> = {
  notify: "Alerts people on their screens and by e-mail.",
  webhook: "Tells your webhooks.",
  approval: "Asks an owner or admin for each call that has no room.",
  block: "Refuses calls until the window ends.",
  pause: "Stops the agents themselves.",
};

type ActionFieldsProps = {
  form: UseFormReturn<BudgetDraft>;
  draft: BudgetDraft;
  problem: string | undefined;
};

/** What follows at the limit, and in one sentence what that truly stops. */
export function ActionFields({ form, draft, problem }: ActionFieldsProps) {
  const { scope, onExceeded } = draft;
  const offered = Object.entries(hints).filter(([action]) => action !== "pause" || scope !== "pipeline_run");
  const shown = onExceeded.filter((action) => action !== "pause" || scope !== "pipeline_run");
  const window = scope === "pipeline_run" ? "run" : draft.window;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-medium">When the limit is reached</legend>
      <div className="grid gap-2">
        {offered.map(([action, hint]) => (
          <CheckField
            key={action}
            {...form.register("onExceeded")}
            value={action}
            label={actionLabels[action as ExceededAction]}
            hint={hint}
          />
        ))}
      </div>
      <p aria-live="polite" className="mt-2.5 rounded-md bg-sunken px-3 py-2 text-[0.8125rem] text-pretty">
        {effectText({ onExceeded: shown, window, scope })}
        {stopsCalls(shown) && " Only calls that reserve their cost first can be stopped; the others are recorded."}
      </p>
      {problem && (
        <p role="alert" className="mt-1.5 text-[0.8125rem] text-danger-ink">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
