/*
 * What the panels of an agent are given: the answers of the procedures in `agents`. Money comes in dollars for drawing and in
 * nano-dollars, as text, for words. Times are ISO 8601, UTC.
 */

export type { Alert } from "#server/alerts/queries.ts";
export type { AgentCap } from "#server/budgets/agent-limits.ts";
export type { BudgetView } from "#server/budgets/queries.ts";

import type { agentAnalytics } from "#server/reports/agent-analytics.ts";
import type { agentDetail, agentLimits } from "#server/reports/agent-detail.ts";
import type { agentJobsPage } from "#server/reports/agent-jobs.ts";
import type { agentList } from "#server/reports/agent-list.ts";

export type AgentDetail = Awaited<ReturnType<typeof agentDetail>>;
export type AgentLimits = Awaited<ReturnType<typeof agentLimits>>;
export type AgentAnalytics = Awaited<ReturnType<typeof agentAnalytics>>;
/** One execution of the agent. */
export type AgentJob = Awaited<ReturnType<typeof agentJobsPage>>["items"][number];
export type AgentList = Awaited<ReturnType<typeof agentList>>;
export type { AgentRow } from "#server/reports/agent-list.ts";
export type { AgentUsage } from "#server/reports/agent-usage.ts";
