import type { BudgetScope, BudgetUnit, ExceededAction } from "#server/budgets/budget.ts";
import type { BudgetView } from "#server/budgets/queries.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { dollarsProblem, tokensProblem, typedDollars, typedTokens } from "#server/money/typed-amount.ts";

/** A budget as it stands in the form. `""` is each of a scope, any project, any trigger. */
export type BudgetDraft = {
  scope: BudgetScope;
  projectId: string;
  scopeId: string;
  trigger: string;
  window: "day" | "month";
  unit: BudgetUnit;
  limit: string;
  /** Percentages other than 100, at which it always alerts. */
  alertAt: string;
  onExceeded: ExceededAction[];
  allowUnpriced: boolean;
  enabled: boolean;
};

/** The limit typed, in nano-dollars or tokens, or what is wrong with it. */
export function readLimit(text: string, unit: BudgetUnit): { limit: bigint } | { problem: string } {
  const limit = unit === "tokens" ? typedTokens(text) : typedDollars(text);
  if (limit !== null) return positive(limit);
  return { problem: unit === "tokens" ? tokensProblem(text, "2,000,000") : dollarsProblem(text) };
}

function positive(limit: bigint): { limit: bigint } | { problem: string } {
  if (limit > 0n) return { limit };
  return { problem: "Enter more than 0. To have no limit, turn the budget off or remove it." };
}

/** The percentages at which to alert, or what is wrong with them. */
export function readAlertAt(text: string): { thresholds: number[] } | { problem: string } {
  const parts = text.split(/[\s,%]+/).filter(Boolean);
  const values = [...new Set(parts.map(Number))].filter((value) => value !== 100);
  const sound = parts.every((part) => /^\d{1,4}$/.test(part)) && values.every((value) => value >= 1 && value <= 1000);
  if (!sound || values.length > 9) {
    return { problem: "Enter at most nine whole percentages from 1 to 1000, such as 80, 95." };
  }
  return { thresholds: [...values, 100].sort((a, b) => a - b) };
}

/** A new budget as the form first shows it. */
export const newDraft: Omit<BudgetDraft, "onExceeded"> = {
  scope: "organization",
  projectId: "",
  scopeId: "",
  trigger: "",
  window: "month",
  unit: "cost",
  limit: "",
  alertAt: "80, 95",
  allowUnpriced: false,
  enabled: true,
};

/** A budget that is there, to be changed. */
export function draftOf(budget: BudgetView): BudgetDraft {
  return {
    scope: budget.scope,
    projectId: budget.projectId ?? "",
    scopeId: budget.scopeId ?? "",
    trigger: budget.trigger ?? "",
    window: budget.window === "day" ? "day" : "month",
    unit: budget.unit,
    limit: budget.limitNanos === null ? String(budget.limit) : toDecimalString(BigInt(budget.limitNanos)),
    alertAt: budget.thresholds.filter((value) => value !== 100).join(", "),
    onExceeded: budget.onExceeded,
    allowUnpriced: budget.allowUnpriced,
    enabled: budget.enabled,
  };
}

/** Whom the budget is of, as the server takes it: what the scope does not need is left out. */
export function scopeOf({ scope, projectId, scopeId, trigger, window, unit }: BudgetDraft) {
  const inProject = scope === "agent_type" || scope === "pipeline_run";
  return {
    scope,
    projectId: (inProject && projectId) || null,
    scopeId: (scope !== "organization" && scopeId) || null,
    trigger: (scope === "pipeline_run" && trigger) || null,
    window: scope === "pipeline_run" ? ("run" as const) : window,
    unit,
  };
}

/** The budget as the server takes it. The draft must be sound. */
export function inputOf(draft: BudgetDraft) {
  const alertAt = readAlertAt(draft.alertAt);
  const { onExceeded, allowUnpriced, enabled } = draft;
  const actions = draft.scope === "pipeline_run" ? onExceeded.filter((action) => action !== "pause") : onExceeded;
  return {
    ...scopeOf(draft),
    limit: draft.limit.replace(/[$,\s]/g, ""),
    thresholds: "thresholds" in alertAt ? alertAt.thresholds : [100],
    onExceeded: actions,
    allowUnpriced: draft.unit === "cost" && allowUnpriced,
    enabled,
  };
}

/**
 * The id of a new budget: that of the limit which the project's or the agent's own page shows, where it is free, so that
 * both speak of the same one; `random` otherwise.
 */
export function idOfNew(draft: BudgetDraft, taken: ReadonlySet<string>, random: string): string {
  const { scope, scopeId, window, unit } = draft;
  const cap = `${window === "day" ? "daily" : "monthly"}${unit === "cost" ? "Cost" : "Tokens"}`;
  const id =
    scope === "agent" && scopeId
      ? `agent-${cap}:${scopeId}`
      : scope === "project" && scopeId && window === "month" && unit === "cost"
        ? `project-monthly:${scopeId}`
        : random;
  return taken.has(id) || id.length > 128 ? random : id;
}
