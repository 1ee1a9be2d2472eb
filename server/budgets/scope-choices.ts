import { z } from "zod";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { listProjects } from "#server/catalog/queries.ts";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { defaultActions } from "./budget-input.ts";

const typesStatement = statement(
  "budgets_agent_types",
  `SELECT DISTINCT project_id AS "projectId", scope_id AS "agentType" FROM usage_counters
   WHERE org_id = $1 AND scope = 'agent_type' AND "window" = 'month' AND window_start > $2::timestamptz - interval '100 days'
   UNION SELECT project_id, agent_type FROM agents WHERE org_id = $1 AND project_id IS NOT NULL
   ORDER BY 1, 2`,
  z.object({ projectId: z.string(), agentType: z.string() }),
);

const triggersStatement = statement(
  "budgets_triggers",
  `SELECT DISTINCT project_id AS "projectId", trigger FROM pipeline_runs
   WHERE org_id = $1 AND trigger IS NOT NULL AND started_at > $2::timestamptz - interval '100 days' ORDER BY 1, 2`,
  z.object({ projectId: z.string(), trigger: z.string() }),
);

/**
 * Whom a budget can be set for: projects, and the agent types and triggers that were heard of in the last 100 days (agents are searched, `agents.list`);
 * and what follows at their limits unless someone says otherwise.
 */
export async function scopeChoices(ctx: { orgId: OrgId; now: Date }) {
  const [projects, types, triggers] = await Promise.all([
    listProjects(ctx),
    typesStatement(pool(), [ctx.orgId, ctx.now]),
    triggersStatement(pool(), [ctx.orgId, ctx.now]),
  ]);
  return {
    projects: projects.filter(({ archivedAt }) => archivedAt === null).map(({ id, name }) => ({ id, name })),
    agentTypes: types.map(({ projectId, agentType }) => ({
      projectId,
      id: agentType,
      name: agentTypeLabel(agentType),
    })),
    triggers,
    defaultActions,
  };
}
