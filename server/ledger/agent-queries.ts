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
