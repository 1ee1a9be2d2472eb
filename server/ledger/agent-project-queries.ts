import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { DayRange } from "#server/time/range.ts";

const projectsStatement = statement(
  "ledger_agent_projects",
  `SELECT u.agent_id AS "agentId", u.project_id AS "projectId", COALESCE(p.name, u.project_id) AS name,
     u.cost AS "costNanos", u.input AS "inputTokens", u.output AS "outputTokens", u.calls, u.unpriced AS "unpricedCalls"
   FROM (
     SELECT agent_id, project_id, sum(cost_nanos)::bigint AS cost, sum(input_tokens)::bigint AS input,
       sum(output_tokens)::bigint AS output, sum(calls)::bigint AS calls, sum(unpriced_calls)::bigint AS unpriced
     FROM usage_daily WHERE org_id = $1 AND agent_id = ANY ($2::text[]) AND day BETWEEN $3::date AND $4::date
     GROUP BY 1, 2 HAVING sum(calls) > 0
   ) u
   LEFT JOIN projects p ON p.org_id = $1 AND p.id = u.project_id
   ORDER BY u.cost DESC, u.project_id`,
  z.object({
    agentId: z.string(),
    projectId: z.string(),
    name: z.string(),
    costNanos: z.bigint(),
    inputTokens: z.bigint(),
    outputTokens: z.bigint(),
    calls: z.bigint(),
    unpricedCalls: z.bigint(),
  }),
);

/**
 * What some agents' calls of some days cost in each project, the dearest first: together all that each of them spent then.
 * One index range an agent, of the roll-ups.
 */
export function projectsOfAgents(ctx: { orgId: OrgId }, agentIds: readonly string[], days: DayRange) {
  return projectsStatement(pool(), [ctx.orgId, agentIds, days.first, days.last]);
}
