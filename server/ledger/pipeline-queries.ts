import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { type DayRange, monthRange, rangeInterval } from "#server/time/range.ts";

const triggersStatement = statement(
  "ledger_run_triggers",
  `SELECT r.trigger, m.run_id = '' AS "outsideRuns", count(*)::int AS "runCount",
     COALESCE(sum(j.ended), 0)::int AS "jobCount", sum(m.cost_nanos)::bigint AS "costNanos",
     sum(m.retry_cost_nanos)::bigint AS "retryCostNanos", sum(m.input_tokens + m.output_tokens)::bigint AS "totalTokens",
     sum(m.unpriced_calls)::bigint AS "unpricedCalls"
   FROM run_monthly m
   LEFT JOIN pipeline_runs r ON r.org_id = m.org_id AND r.id = m.run_id
   LEFT JOIN LATERAL (
     SELECT count(*) AS ended FROM agent_jobs j
     WHERE j.org_id = m.org_id AND j.run_id = m.run_id AND j.project_id = m.project_id
       AND j.status IN ('succeeded', 'failed') AND j.finished_at >= $4 AND j.finished_at < $5
   ) j ON m.run_id <> ''
   WHERE m.org_id = $1 AND m.project_id = $2 AND m.month = $3::date
   GROUP BY 1, 2`,
  z.object({
    trigger: z.string().nullable(),
    outsideRuns: z.boolean(),
    runCount: z.int(),
    jobCount: z.int(),
    costNanos: z.bigint(),
    retryCostNanos: z.bigint(),
    totalTokens: z.bigint(),
    unpricedCalls: z.bigint(),
  }),
);

/**
 * A month of a project by the trigger of its pipeline runs, and a row for what was spent outside runs, whose jobs are
 * not counted here. `jobCount` are the jobs of these runs that ended in the month.
 */
export function runTriggers(ctx: { orgId: OrgId }, projectId: string, month: string) {
  const days = monthRange(month);
  const { start, end } = rangeInterval(days);
  return triggersStatement(pool(), [ctx.orgId, projectId, days.first, start, end]);
}

const triggerCostsStatement = statement(
  "ledger_run_trigger_costs",
  `SELECT r.trigger,
     sum(CASE WHEN r.last_event_at < $5 THEN m.cost_nanos ELSE COALESCE(t.cost_nanos, 0) END)::bigint AS "costNanos"
   FROM run_monthly m
   JOIN pipeline_runs r ON r.org_id = m.org_id AND r.id = m.run_id
   LEFT JOIN LATERAL (
     SELECT sum(t.cost_nanos) AS cost_nanos FROM credit_transactions t
     WHERE t.org_id = m.org_id AND t.run_id = m.run_id AND t.project_id = m.project_id
       AND t.occurred_at >= $4 AND t.occurred_at < $5
   ) t ON r.last_event_at >= $5 AND (r.started_at < $5 OR r.reported_start IS NOT NULL)
   WHERE m.org_id = $1 AND m.project_id = $2 AND m.month = $3::date AND m.run_id <> ''
   GROUP BY 1`,
  z.object({ trigger: z.string().nullable(), costNanos: z.bigint() }),
);

/**
 * What the first days of a month (`days` begins with it) cost by trigger, to the nano-dollar. The month's own sums answer
 * for every run that was over by the end of those days; only of those that went on beyond it are the entries read.
 */
export function runTriggerCosts(ctx: { orgId: OrgId }, projectId: string, days: DayRange) {
  const { start, end } = rangeInterval(days);
  return triggerCostsStatement(pool(), [ctx.orgId, projectId, days.first, start, end]);
}
