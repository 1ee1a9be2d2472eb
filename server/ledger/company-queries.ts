import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { usageColumns, usageRow } from "./queries.ts";

const agentsStatement = statement(
  "ledger_company_agents",
  `SELECT c.scope_id AS "agentId", COALESCE(a.name, c.scope_id) AS name, COALESCE(a.agent_type, 'other') AS "agentType",
     a.project_id AS "projectId", ${usageColumns}
   FROM usage_counters c
   LEFT JOIN agents a ON a.org_id = c.org_id AND a.id = c.scope_id
   WHERE c.org_id = $1 AND c.scope = 'agent' AND c.project_id = '' AND c."window" = 'month' AND c.window_start = $2::date
   ORDER BY c.spent_nanos DESC, c.scope_id`,
  usageRow.extend({
    agentId: z.string(),
    name: z.string(),
    agentType: z.string(),
    projectId: z.string().nullable(),
  }),
);

/** A month (its first day) of every agent that was used in it, the dearest first: they sum to the organisation's. One index range. */
export function agentsOfMonth(ctx: { orgId: OrgId }, month: string) {
  return agentsStatement(pool(), [ctx.orgId, month]);
}

const providersStatement = statement(
  "ledger_company_providers",
  `SELECT c.scope_id AS provider, ${usageColumns}
   FROM projects p
   JOIN usage_counters c ON c.org_id = p.org_id AND c.scope = 'provider' AND c.project_id = p.id AND c."window" = 'month'
     AND c.window_start = $2::date
   WHERE p.org_id = $1`,
  usageRow.extend({ provider: z.string() }),
);

/** A month (its first day) by project and provider, in rows to be summed: one index range a project. */
export function providersOfMonth(ctx: { orgId: OrgId }, month: string) {
  return providersStatement(pool(), [ctx.orgId, month]);
}
