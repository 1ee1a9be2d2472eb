import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

const row = z.object({
  id: z.string(),
  name: z.string(),
  agentType: z.string(),
  projectId: z.string().nullable(),
  status: z.enum(["active", "paused"]),
  statusReason: z.string().nullable(),
  statusSince: z.date().nullable(),
  statusBy: z.string().nullable(),
  pausedByBudgetId: z.string().nullable(),
  pausedUntil: z.date().nullable(),
  createdAt: z.date(),
  lastEventAt: z.date().nullable(),
});

/** An agent and whether it may spend. Times are UTC. A pause that ends by itself (`pausedUntil`) is over when it is past. */
export type Agent = z.output<typeof row>;

/** Why an agent goes on whose pause was over by itself: the same words as the database function `resume_due` writes. */
const resumedReason = "The limit that paused it began anew";

// $2: the time; $3: ids, or null for all; $4: a project, or null for all.
const agentsStatement = statement(
  "catalog_agents",
  `SELECT a.id, a.name, a.agent_type AS "agentType", a.project_id AS "projectId", f.status,
     CASE WHEN f.due THEN '${resumedReason}' ELSE a.status_reason END AS "statusReason",
     CASE WHEN f.due THEN a.paused_until ELSE a.status_since END AS "statusSince", a.status_by AS "statusBy",
     CASE f.status WHEN 'paused' THEN a.paused_by_budget_id END AS "pausedByBudgetId",
     CASE f.status WHEN 'paused' THEN a.paused_until END AS "pausedUntil", a.created_at AS "createdAt",
     a.last_event_at AS "lastEventAt"
   FROM agents a
   CROSS JOIN LATERAL (SELECT COALESCE(a.status = 'paused' AND a.paused_until <= $2, false) AS due) u
   CROSS JOIN LATERAL (SELECT u.due, CASE WHEN u.due THEN 'active' ELSE a.status END AS status) f
   WHERE a.org_id = $1 AND ($3::text[] IS NULL OR a.id = ANY ($3)) AND ($4::text IS NULL OR a.project_id = $4)
   ORDER BY lower(a.name), a.id`,
  row,
);

type Reader = { orgId: OrgId; now: Date };

/** Every agent of the organisation, or those registered in one project, by name. */
export function listAgents(ctx: Reader, filter: { projectId?: string | undefined } = {}): Promise<Agent[]> {
  return agentsStatement(pool(), [ctx.orgId, ctx.now, null, filter.projectId ?? null]);
}

/** One agent. @throws AppError `not_found`, the same for an agent of another organisation as for none. */
export async function getAgent(ctx: Reader, agentId: string): Promise<Agent> {
  const [agent] = await agentsStatement(pool(), [ctx.orgId, ctx.now, [agentId], null]);
  if (!agent) throw new AppError("not_found", `There is no agent "${agentId}".`);
  return agent;
}

const countsStatement = statement(
  "catalog_agent_counts",
  `SELECT count(*)::int AS agents,
     (count(*) FILTER (WHERE status = 'paused' AND (paused_until IS NULL OR paused_until > $2)))::int AS paused
   FROM agents WHERE org_id = $1`,
  z.object({ agents: z.int(), paused: z.int() }),
);

/** How many agents the organisation has, and how many of them are paused now. */
export async function agentCounts(ctx: Reader): Promise<{ agents: number; paused: number }> {
  const [counts] = await countsStatement(pool(), [ctx.orgId, ctx.now]);
  return counts ?? { agents: 0, paused: 0 };
}
