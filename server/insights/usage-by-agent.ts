import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { DayRange } from "#server/time/range.ts";

const usageStatement = statement(
  "insights_usage_by_agent",
  `SELECT project_id AS "projectId", agent_id AS "agentId", provider, model, sum(cost_nanos)::bigint AS "costNanos",
     sum(retry_cost_nanos)::bigint AS "retryCostNanos"
   FROM usage_daily WHERE org_id = $1 AND day BETWEEN $2::date AND $3::date
   GROUP BY 1, 2, 3, 4`,
  z.object({
    projectId: z.string(),
    agentId: z.string(),
    provider: z.string(),
    model: z.string(),
    costNanos: z.bigint(),
    retryCostNanos: z.bigint(),
  }),
);

/** What an agent spent in one project with one model, in nano-dollars. */
export type AgentModelUsage = Awaited<ReturnType<typeof usageStatement>>[number];

const jobsStatement = statement(
  "insights_jobs_by_agent",
  `SELECT project_id AS "projectId", agent_id AS "agentId", sum(jobs)::int AS jobs, sum(failed)::int AS failed,
     sum(retried)::int AS retried
   FROM job_daily WHERE org_id = $1 AND day BETWEEN $2::date AND $3::date
   GROUP BY 1, 2`,
  z.object({
    projectId: z.string(),
    agentId: z.string(),
    jobs: z.int(),
    failed: z.int(),
    retried: z.int(),
  }),
);

/** Jobs of an agent in one project that ended, those of them that failed, and those that were further attempts. */
export type AgentJobCounts = Awaited<ReturnType<typeof jobsStatement>>[number];

/** What every agent spent within the range, by project and model: the daily roll-ups of the range, in one read. */
export function usageByAgent(ctx: { orgId: OrgId }, { first, last }: DayRange): Promise<AgentModelUsage[]> {
  return usageStatement(pool(), [ctx.orgId, first, last]);
}

/** The jobs of every agent that ended within the range, by project. */
export function jobsByAgent(ctx: { orgId: OrgId }, { first, last }: DayRange): Promise<AgentJobCounts[]> {
  return jobsStatement(pool(), [ctx.orgId, first, last]);
}
