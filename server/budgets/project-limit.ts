/** The id of the budget that `aiCost.setBudgetLimit` keeps for a project: one monthly limit in dollars. */
export function projectLimitId(projectId: string): string {
  return `project-monthly:${projectId}`;
}

/** The key of the same limit in `billing_settings`, as a dollar amount. */
export const projectLimitKey = "ai_budget_monthly_limit";
