import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { DayRange } from "#server/time/range.ts";

const callsStatement = statement(
  "ledger_agent_models",
  `SELECT provider, model, effort, sum(cost_nanos)::bigint AS "costNanos", sum(input_tokens)::bigint AS "inputTokens",
     sum(cached_input_tokens)::bigint AS "cachedInputTokens", sum(output_tokens)::bigint AS "outputTokens",
     sum(calls)::bigint AS calls, sum(unpriced_calls)::bigint AS "unpricedCalls"
   FROM usage_daily WHERE org_id = $1 AND agent_id = $2 AND day BETWEEN $3::date AND $4::date
   GROUP BY 1, 2, 3`,
  z.object({
    provider: z.string(),
    model: z.string(),
    effort: z.string(),
    costNanos: z.bigint(),
    inputTokens: z.bigint(),
    cachedInputTokens: z.bigint(),
    outputTokens: z.bigint(),
    calls: z.bigint(),
    unpricedCalls: z.bigint(),
  }),
);

/** What an agent's calls of some days cost by model and effort ('' where none was said); together all of its calls then. */
export function agentCallsByModel(ctx: { orgId: OrgId }, agentId: string, days: DayRange) {
  return callsStatement(pool(), [ctx.orgId, agentId, days.first, days.last]);
}

const jobsStatement = statement(
  "ledger_agent_efforts",
  `SELECT effort, sum(jobs)::int AS jobs, sum(failed)::int AS failed, sum(retried)::int AS retried,
     sum(succeeded_cost_nanos)::bigint AS "succeededCostNanos", sum(succeeded_output_tokens)::bigint AS "succeededOutputTokens"
   FROM job_daily WHERE org_id = $1 AND agent_id = $2 AND day BETWEEN $3::date AND $4::date
   GROUP BY 1 HAVING sum(jobs) > 0`,
  z.object({
    effort: z.string(),
    jobs: z.int(),
    failed: z.int(),
    retried: z.int(),
    succeededCostNanos: z.bigint(),
    succeededOutputTokens: z.bigint(),
  }),
);

/** The jobs of an agent that ended within some days, by effort; cost and output of those that succeeded. */
export function agentJobsByEffort(ctx: { orgId: OrgId }, agentId: string, days: DayRange) {
  return jobsStatement(pool(), [ctx.orgId, agentId, days.first, days.last]);
}

const firstDayStatement = statement(
  "ledger_agent_first_day",
  `SELECT window_start AS day FROM usage_counters
   WHERE org_id = $1 AND scope = 'agent' AND project_id = '' AND scope_id = $2 AND "window" = 'day' AND calls > 0
   ORDER BY window_start LIMIT 1`,
  z.object({ day: z.string() }),
);

/** The UTC day of an agent's first call; null where it made none. */
export async function agentFirstDay(ctx: { orgId: OrgId }, agentId: string): Promise<string | null> {
  const [row] = await firstDayStatement(pool(), [ctx.orgId, agentId]);
  return row?.day ?? null;
}

const ofTypeStatement = statement(
  "ledger_agents_of_type",
  `SELECT u.agent_id AS "agentId", COALESCE(max(a.name), u.agent_id) AS name, sum(u.cost)::bigint AS "costNanos",
     sum(u.input)::bigint AS "inputTokens", sum(u.output)::bigint AS "outputTokens", sum(u.calls)::bigint AS calls,
     sum(u.unpriced)::bigint AS "unpricedCalls", sum(u.jobs)::int AS jobs, sum(u.failed)::int AS failed
   FROM (
     SELECT org_id, agent_id, cost_nanos AS cost, input_tokens AS input, output_tokens AS output, calls,
       unpriced_calls AS unpriced, 0 AS jobs, 0 AS failed
     FROM usage_daily
     WHERE org_id = $1 AND project_id = $2 AND day BETWEEN $4::date AND $5::date AND agent_type = $3
     UNION ALL
     SELECT org_id, agent_id, 0, 0, 0, 0, 0, jobs, failed
     FROM job_daily
     WHERE org_id = $1 AND project_id = $2 AND day BETWEEN $4::date AND $5::date AND agent_type = $3
   ) u
   LEFT JOIN agents a ON a.org_id = u.org_id AND a.id = u.agent_id
   GROUP BY u.agent_id HAVING sum(u.calls) > 0 OR sum(u.jobs) > 0
   ORDER BY 3 DESC, 1`,
  z.object({
    agentId: z.string(),
    name: z.string(),
    costNanos: z.bigint(),
    inputTokens: z.bigint(),
    outputTokens: z.bigint(),
    calls: z.bigint(),
    unpricedCalls: z.bigint(),
    jobs: z.int(),
    failed: z.int(),
  }),
);

/** What each agent of a type cost in a project within some days, the dearest first: together the type's row of these days. */
export function agentsOfType(
  ctx: { orgId: OrgId },
  { projectId, agentType }: { projectId: string; agentType: string },
  days: DayRange,
) {
  return ofTypeStatement(pool(), [ctx.orgId, projectId, agentType, days.first, days.last]);
}
