/*
 * What the panels of the page are given. Money comes twice: `cost` in dollars, for drawing only, and `costNanos`, exact
 * nano-dollars as a string, for every figure in words; where there are `unpricedCalls`, it is the least it can be. Days and months are UTC keys, `2026-11-22` and `2026-11`.
 */

import type { CorrectionMark } from "#components/books/books-data.ts";
import type { ExceededAction } from "#server/budgets/budget.ts";
import type { Forecast } from "#server/projections/forecast.ts";

type DayPoint = { date: string; cost: number; totalTokens: number; jobCount: number; unpricedCalls: number };

export type AgentTypeSpend = {
  agentType: string;
  label: string;
  colour: string;
  totalJobs: number;
  failedJobs: number;
  cost: number;
  costNanos: string;
  inputTokens: number;
  outputTokens: number;
  /** Percent of its ended jobs that succeeded; null before any has ended. */
  successRate: number | null;
  unpricedCalls: number;
  /** Dollars in the compared days of this month and of the one before; null where no whole day has passed. */
  comparableCost: number | null;
  previousCost: number | null;
};

export type TopRun = {
  runId: string;
  /** Null where nobody reported it. */
  status: string | null;
  trigger: string | null;
  startedAt: string;
  jobCount: number;
  totalTokens: number;
  cost: number;
  costNanos: string;
  unpricedCalls: number;
};

/** The figures of some whole days, `label` being those days in words: `Oct 1 – Oct 21`. */
export type ComparedDays = {
  from: string;
  to: string;
  label: string;
  cost: number;
  costNanos: string;
  totalTokens: number;
  jobCount: number;
  unpricedCalls: number;
};

/** As many whole days of this month as of the one before; null on the first of a month, when there is none yet. */
export type Comparison = { current: ComparedDays; previous: ComparedDays } | null;

export type MonthlySummary = {
  month: string;
  from: string;
  to: string;
  totalCost: number;
  totalCostNanos: string;
  totalTokens: number;
  inputTokens: number;
  outputTokens: number;
  totalJobs: number;
  failedJobs: number;
  retryCostNanos: string;
  comparison: Comparison;
  daily: readonly DayPoint[];
  agentBreakdown: readonly AgentTypeSpend[];
  topRuns: readonly TopRun[];
  budgetLimit: number | null;
  budgetLimitNanos: string | null;
  /** To the end of the month; null of one that is over. */
  forecast: Forecast | null;
  /** What follows when the limit is reached. */
  budgetOnExceeded: readonly ExceededAction[];
  /** Which budget sets it: of several the lowest, and not always the one that is edited here. */
  budgetId: string | null;
  /** The limit that is edited here; its version is 0 where none was set. */
  ownLimitNanos: string | null;
  ownOnExceeded: readonly ExceededAction[];
  budgetVersion: number;
  /** How many more budgets limit the project. */
  otherBudgets: number;
  unpriced: { calls: number; tokens: number; models: readonly string[]; namelessCalls: number };
};

export type MonthPoint = {
  month: string;
  cost: number;
  costNanos: string;
  totalTokens: number;
  jobCount: number;
  unpricedCalls: number;
  /** Today’s limit in dollars, the same in every month. */
  budgetLimit: number | null;
};

export type DailySpend = {
  from: string;
  to: string;
  /** Today and the days to come of the running month; null where the range ends with a month that is over. */
  forecast: Pick<Forecast, "daysOfData" | "daysNeeded" | "path"> | null;
  days: readonly (DayPoint & {
    costNanos: string;
    groups?: readonly GroupCost[];
    /** Of a whole day that cost far more than was to be expected: what was, in dollars. */
    unusual?: { expected: number; low: number; high: number };
  })[];
  /** All groups of the range, most expensive first. */
  groups: readonly (GroupCost & { label: string; colour: string })[];
  previous: {
    from: string;
    to: string;
    days: readonly { date: string; cost: number; costNanos: string; unpricedCalls: number }[];
  };
};

type GroupCost = { key: string; cost: number; costNanos: string; unpricedCalls: number };

export type PipelineSpend = {
  month: string;
  rows: readonly {
    trigger: string | null;
    outsideRuns: boolean;
    runCount: number;
    jobCount: number;
    totalTokens: number;
    cost: number;
    costNanos: string;
    retryCostNanos: string;
    comparableCost: number | null;
    previousCost: number | null;
    unpricedCalls: number;
  }[];
  comparison: Comparison;
  totalCost: number;
  totalCostNanos: string;
};

export type ModelUse = {
  model: string;
  usedFor: readonly string[];
  calls: number;
  totalTokens: number;
  cost: number;
  costNanos: string;
  unpricedCalls: number;
};

export type ProviderSpend = {
  month: string;
  rows: readonly {
    provider: string;
    label: string;
    colour: string;
    /** The dearest first; together they are the provider. */
    models: readonly ModelUse[];
    /** Agent types by name, that which cost most first. */
    usedFor: readonly string[];
    calls: number;
    totalTokens: number;
    cost: number;
    costNanos: string;
    comparableCost: number | null;
    previousCost: number | null;
    unpricedCalls: number;
  }[];
  comparison: Comparison;
  days: readonly {
    date: string;
    providers: readonly { provider: string; cost: number; costNanos: string; unpricedCalls: number }[];
  }[];
  totalCost: number;
  totalCostNanos: string;
};

export type Transaction = {
  id: string;
  occurredAt: string;
  agentId: string;
  agentType: string;
  agentTypeLabel: string;
  agentTypeColour: string;
  runId: string | null;
  jobId: string | null;
  provider: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  costNanos: string | null;
  costSource: string;
  attempt: number;
  status: string;
  /** In the books of which month it, or what changed of it, is instead of those of its own. */
  correction: CorrectionMark | null;
};
