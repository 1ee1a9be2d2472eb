import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { DayRange } from "#server/time/range.ts";

/** What was used in one window of one scope. Money in nano-dollars; all counts exact. */
export type Usage = {
  costNanos: bigint;
  retryCostNanos: bigint;
  inputTokens: bigint;
  outputTokens: bigint;
  calls: bigint;
  errors: bigint;
  unpricedCalls: bigint;
  unpricedTokens: bigint;
  jobs: number;
  jobsFailed: number;
  sessions: number;
};

export const noUsage: Usage = {
  costNanos: 0n,
  retryCostNanos: 0n,
  inputTokens: 0n,
  outputTokens: 0n,
  calls: 0n,
  errors: 0n,
  unpricedCalls: 0n,
  unpricedTokens: 0n,
  jobs: 0,
  jobsFailed: 0,
  sessions: 0,
};

/** The sum of two, field by field. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    costNanos: a.costNanos + b.costNanos,
    retryCostNanos: a.retryCostNanos + b.retryCostNanos,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    calls: a.calls + b.calls,
    errors: a.errors + b.errors,
    unpricedCalls: a.unpricedCalls + b.unpricedCalls,
    unpricedTokens: a.unpricedTokens + b.unpricedTokens,
    jobs: a.jobs + b.jobs,
    jobsFailed: a.jobsFailed + b.jobsFailed,
    sessions: a.sessions + b.sessions,
  };
}

/** The figures of a counter, as `usageRow` reads them. */
export const usageColumns = `spent_nanos AS "costNanos", retry_cost_nanos AS "retryCostNanos", input_tokens AS "inputTokens",
  output_tokens AS "outputTokens", calls, errors, unpriced_calls AS "unpricedCalls",
  unpriced_tokens AS "unpricedTokens", jobs, jobs_failed AS "jobsFailed", sessions`;

export const usageRow = z.object({
  costNanos: z.bigint(),
  retryCostNanos: z.bigint(),
  inputTokens: z.bigint(),
  outputTokens: z.bigint(),
  calls: z.bigint(),
  errors: z.bigint(),
  unpricedCalls: z.bigint(),
  unpricedTokens: z.bigint(),
  jobs: z.int(),
  jobsFailed: z.int(),
  sessions: z.int(),
});

/** One window: `start` is its first UTC day. */
export type UsageAt = Usage & { start: string };

const seriesStatement = statement(
  "ledger_series",
  `SELECT window_start AS start, ${usageColumns} FROM usage_counters
   WHERE org_id = $1 AND scope = $2 AND project_id = $3 AND scope_id = $4 AND "window" = $5
     AND window_start BETWEEN $6::date AND $7::date
   ORDER BY window_start`,
  usageRow.extend({ start: z.string() }),
);

/** The windows of one project that start within the range; those without any use are absent. */
export function projectSeries(
  ctx: { orgId: OrgId },
  projectId: string,
  window: "day" | "month",
  range: DayRange,
): Promise<UsageAt[]> {
  return seriesStatement(pool(), [ctx.orgId, "project", projectId, projectId, window, range.first, range.last]);
}

/** The same of one agent, over all projects. */
export function agentSeries(
  ctx: { orgId: OrgId },
  agentId: string,
  window: "day" | "month",
  range: DayRange,
): Promise<UsageAt[]> {
  return seriesStatement(pool(), [ctx.orgId, "agent", "", agentId, window, range.first, range.last]);
}

/** The same of the whole organisation. */
export function organizationSeries(
  ctx: { orgId: OrgId },
  window: "day" | "month",
  range: DayRange,
): Promise<UsageAt[]> {
  return seriesStatement(pool(), [ctx.orgId, "organization", "", ctx.orgId, window, range.first, range.last]);
}

/** One window of one part (agent type, provider) of a project. */
export type PartUsage = UsageAt & { part: string };

const partsStatement = statement(
  "ledger_parts",
  `SELECT scope_id AS part, window_start AS start, ${usageColumns} FROM usage_counters
   WHERE org_id = $1 AND scope = $2 AND project_id = $3 AND "window" = $4
     AND window_start BETWEEN $5::date AND $6::date
   ORDER BY window_start, scope_id`,
  usageRow.extend({ part: z.string(), start: z.string() }),
);

/** The same by agent type or by provider: the parts of a window sum to the project's. */
export function projectParts(
  ctx: { orgId: OrgId },
  projectId: string,
  part: "agent_type" | "provider",
  window: "day" | "month",
  range: DayRange,
): Promise<PartUsage[]> {
  return partsStatement(pool(), [ctx.orgId, part, projectId, window, range.first, range.last]);
}

const projectsStatement = statement(
  "ledger_projects",
  `SELECT c.scope_id AS "projectId", ${usageColumns}
   FROM projects p
   JOIN usage_counters c ON c.org_id = p.org_id AND c.scope = 'project' AND c.project_id = p.id AND c.scope_id = p.id
     AND c."window" = 'month' AND c.window_start = $2::date
   WHERE p.org_id = $1`,
  usageRow.extend({ projectId: z.string() }),
);

/** A month (`month` is its first day) of every project of the organisation; those without any use are absent. */
export function allProjects(ctx: { orgId: OrgId }, month: string) {
  return projectsStatement(pool(), [ctx.orgId, month]);
}

const topRunsStatement = statement(
  "ledger_top_runs",
  `SELECT m.run_id AS "runId", m.cost_nanos AS "costNanos", m.input_tokens + m.output_tokens AS "totalTokens",
     m.unpriced_calls AS "unpricedCalls", r.status, r.trigger, r.started_at AS "startedAt", r.last_event_at AS "lastEventAt", r.job_count AS "jobCount"
   FROM run_monthly m
   JOIN pipeline_runs r ON r.org_id = m.org_id AND r.id = m.run_id
   WHERE m.org_id = $1 AND m.project_id = $2 AND m.month = $3::date AND m.run_id <> ''
   ORDER BY m.cost_nanos DESC LIMIT $4`,
  z.object({
    runId: z.string(),
    costNanos: z.bigint(),
    totalTokens: z.bigint(),
    unpricedCalls: z.bigint(),
    status: z.string().nullable(),
    trigger: z.string().nullable(),
    startedAt: z.date(),
    lastEventAt: z.date().nullable(),
    jobCount: z.int(),
  }),
);

/** The runs that cost most within a month (`month` is its first day), by what they cost in it. */
export function topRuns(ctx: { orgId: OrgId }, projectId: string, month: string, count: number) {
  return topRunsStatement(pool(), [ctx.orgId, projectId, month, count]);
}

const modelsStatement = statement(
  "ledger_models",
  `SELECT provider, model, sum(calls)::bigint AS calls, sum(unpriced_calls)::bigint AS "unpricedCalls",
     sum(unpriced_tokens)::bigint AS "unpricedTokens", sum(cost_nanos)::bigint AS "costNanos"
   FROM usage_daily WHERE org_id = $1 AND project_id = $2 AND day BETWEEN $3::date AND $4::date
   GROUP BY 1, 2 ORDER BY 1, 6 DESC, 2`,
  z.object({
    provider: z.string(),
    model: z.string(),
    calls: z.bigint(),
    unpricedCalls: z.bigint(),
    unpricedTokens: z.bigint(),
    costNanos: z.bigint(),
  }),
);

/** The models a project used within the range, the dearest of each provider first. */
export function projectModels(ctx: { orgId: OrgId }, projectId: string, range: DayRange) {
  return modelsStatement(pool(), [ctx.orgId, projectId, range.first, range.last]);
}
