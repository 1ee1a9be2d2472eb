import type { BudgetStatus } from "#components/ai-cost/budget-status.ts";

/** One project’s running month, as the dashboard is given it. Dollars are for drawing, nano-dollars for words. */
export type ProjectSpend = {
  projectId: string;
  name: string;
  cost: number;
  costNanos: string;
  /** Dollars in the compared whole days of this month and of the one before. */
  comparableCost: number | null;
  previousCost: number | null;
  totalTokens: number;
  jobCount: number;
  unpricedCalls: number;
  budgetLimit: number | null;
  budgetPct: number | null;
  status: BudgetStatus | "no_limit";
  lastEventAt: string | null;
};

export type CrossProjectSummary = {
  projects: readonly ProjectSpend[];
  total: { cost: number; costNanos: string; totalTokens: number; jobCount: number; unpricedCalls: number };
  month: string;
  /** The days of the month before in words; null on the first of a month. */
  comparedWith: string | null;
};
