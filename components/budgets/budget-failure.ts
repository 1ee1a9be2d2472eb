import { failureText } from "#components/ui/failure-text.ts";
import type { BudgetDraft } from "./budget-draft.ts";

/** Where the form shows what the server found wrong, by its name for it. */
const fieldOf: Record<string, keyof BudgetDraft> = {
  limit: "limit",
  thresholds: "alertAt",
  onExceeded: "onExceeded",
  projectId: "projectId",
  scopeId: "scopeId",
  trigger: "trigger",
  window: "window",
};

type TrpcData = { appCode?: string; fields?: { path: string; message: string }[] };

type Failure = { conflict: boolean; fields: [keyof BudgetDraft, string][]; message: string };

/** Why a budget was not stored: at its fields where those are to blame, else in one sentence. */
export function budgetFailure(error: unknown): Failure {
  const data = (error as { data?: TrpcData | null } | null)?.data;
  const fields = (data?.fields ?? []).flatMap(({ path, message }): [keyof BudgetDraft, string][] => {
    const field = fieldOf[path.replace(/[.[].*/, "")];
    return field ? [[field, `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace(/\.\.$/, ".")]] : [];
  });
  const message = data
    ? `Nothing was changed. ${failureText(error)}`
    : "Purser did not answer, so the budget may not have changed. Check that it is running and try again.";
  return { conflict: data?.appCode === "conflict", fields, message };
}
