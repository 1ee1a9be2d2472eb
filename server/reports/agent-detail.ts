import { z } from "zod";
import { type AgentCap, agentCapId, capNames } from "#server/budgets/agent-limits.ts";
import { type BudgetView, budgetsOfAgent, stopsCalls } from "#server/budgets/queries.ts";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { listProjects } from "#server/catalog/queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { agentTransactions } from "#server/ledger/transaction-queries.ts";
import { agentProjects } from "./agent-projects.ts";
import { monthPeriod } from "./period.ts";
import { decodeCursor, encodeCursor } from "./transaction-cursor.ts";
import { transactionRows } from "./transaction-row.ts";

type OfAgent = { ctx: Ctx; agentId: string };

// A job that was said to run a day ago and never heard of again runs no more.
const underWayStatement = statement(
  "reports_agent_under_way",
  `SELECT
     (SELECT count(*)::int FROM agent_jobs WHERE org_id = $1 AND agent_id = $2 AND status = 'running'
        AND started_at > $3::timestamptz - interval '1 day') AS jobs,
     (SELECT count(*)::int FROM reservations WHERE org_id = $1 AND agent_id = $2 AND status = 'held'
        AND expires_at > $3) AS holds`,
  z.object({ jobs: z.int(), holds: z.int() }),
);

/** An agent: who it is, whether it may spend and why not, what it has under way. @throws AppError `not_found`. */
export async function agentDetail({ ctx, agentId }: OfAgent) {
  const [agent, projects, [underWay]] = await Promise.all([
    getAgent(ctx, agentId),
    listProjects(ctx),
    underWayStatement(pool(), [ctx.orgId, agentId, ctx.now]),
  ]);
  const projectName = projects.find(({ id }) => id === agent.projectId)?.name ?? agent.projectId;
  const known = { agentId, projectId: agent.projectId, projectName };
  const worksIn = await agentProjects(ctx, [known], monthPeriod(undefined, ctx.now).shown);
  return {
    agentId: agent.id,
    name: agent.name,
    agentType: agent.agentType,
    label: agentTypeLabel(agent.agentType),
    colour: agentTypeColour(agent.agentType),
    projectId: agent.projectId,
    projectName,
    /** Where it works: the project it is registered in, then the others of this month. */
    projects: worksIn.get(agentId) ?? [],
    status: agent.status,
    statusReason: agent.statusReason,
    statusSince: agent.statusSince?.toISOString() ?? null,
    statusBy: agent.statusBy,
    pausedByBudgetId: agent.pausedByBudgetId,
    pausedUntil: agent.pausedUntil?.toISOString() ?? null,
    createdAt: agent.createdAt.toISOString(),
    lastEventAt: agent.lastEventAt?.toISOString() ?? null,
    runningJobs: underWay?.jobs ?? 0,
    openHolds: underWay?.holds ?? 0,
  };
}

/**
 * The limits of an agent as they stand: its four caps (null where not set), whatever else limits it, and which caps refuse
 * its calls now. `versions` are what a change must name, so that of two people the second is told.
 * @throws AppError `not_found`.
 */
export async function agentLimits({ ctx, agentId }: OfAgent) {
  const agent = await getAgent(ctx, agentId);
  const budgets = await budgetsOfAgent(ctx, agent);
  const byId = new Map(budgets.map((budget) => [budget.id, budget]));
  const own = new Set(capNames.map((cap) => agentCapId(agentId, cap)));
  const set = (id: string): BudgetView | null => {
    const budget = byId.get(id);
    return budget?.enabled ? budget : null;
  };
  return {
    caps: ofEachCap((cap) => set(agentCapId(agentId, cap))),
    others: budgets.filter((budget) => budget.enabled && !own.has(budget.id)),
    stoppedBy: budgets.filter(stopsCalls),
    versions: ofEachCap((cap) => byId.get(agentCapId(agentId, cap))?.version ?? 0),
  };
}

function ofEachCap<Value>(pick: (cap: AgentCap) => Value): Record<AgentCap, Value> {
  return Object.fromEntries(capNames.map((cap) => [cap, pick(cap)])) as Record<AgentCap, Value>;
}

const pageSize = 50;

/**
 * The calls of an agent, newest first, 50 after `cursor`.
 * @throws AppError `not_found`, `validation_failed` for a cursor that is none.
 */
export async function agentCalls({ ctx, agentId, cursor }: OfAgent & { cursor?: string | null }) {
  const after = cursor ? decodeCursor(cursor) : undefined;
  const [, entries] = await Promise.all([
    getAgent(ctx, agentId),
    agentTransactions(ctx, agentId, { after, limit: pageSize + 1 }),
  ]);
  const page = entries.slice(0, pageSize);
  const last = page.at(-1);
  return {
    items: await transactionRows(ctx, page),
    nextCursor: entries.length > pageSize && last ? encodeCursor(last) : null,
  };
}
