/** What a budget speaks of. `pipeline_run` with scopeId '' is each run; likewise for the others: each of them. */
export const budgetScopes = ["organization", "project", "agent", "agent_type", "pipeline_run"] as const;
export type BudgetScope = (typeof budgetScopes)[number];

/** The time a budget counts over: a UTC day, a UTC calendar month, or the life of a pipeline run. */
export const budgetWindows = ["day", "month", "run"] as const;
export type BudgetWindow = (typeof budgetWindows)[number];

/** `cost` in nano-dollars, `tokens` are input and output together. */
export const budgetUnits = ["cost", "tokens"] as const;
export type BudgetUnit = (typeof budgetUnits)[number];

/** What follows when the limit is reached. */
export const exceededActions = ["notify", "webhook", "approval", "block", "pause"] as const;
export type ExceededAction = (typeof exceededActions)[number];

/** A limit as decisions need it. `limit` is in the budget's unit: nano-dollars or tokens. */
export type Budget = {
  readonly id: string;
  readonly scope: BudgetScope;
  /** The project that an agent type or a run belongs to; '' where it does not matter. */
  readonly projectId: string;
  /** '' = each. */
  readonly scopeId: string;
  readonly window: BudgetWindow;
  readonly unit: BudgetUnit;
  readonly limit: bigint;
  readonly thresholds: readonly number[];
  readonly onExceeded: readonly ExceededAction[];
  /** Only runs started by this trigger; '' = any. */
  readonly trigger: string;
  readonly allowUnpriced: boolean;
};

/** Whether calls are refused before they pass the limit. A budget that only notifies lets them through. */
export function isCap(budget: Pick<Budget, "onExceeded">): boolean {
  return budget.onExceeded.some((action) => action === "block" || action === "pause" || action === "approval");
}
