import type { OrgId } from "#server/context.ts";
import { projectsOfAgents } from "#server/ledger/agent-project-queries.ts";
import type { DayRange } from "#server/time/range.ts";
import { costOf } from "./figures.ts";

/** A project that an agent works in, by its name. */
export type AgentProject = { projectId: string; name: string };

type Known = { agentId: string; projectId: string | null; projectName: string | null };

/**
 * The projects that each agent works in, by its id: the one it is registered in, then the others that it made calls in
 * within these days, the dearest first. A cost of the agent is of all of them together.
 */
export async function agentProjects(ctx: { orgId: OrgId }, agents: readonly Known[], days: DayRange) {
  const used = await projectsOfAgents(
    ctx,
    agents.map(({ agentId }) => agentId),
    days,
  );
  const byAgent = Map.groupBy(used, ({ agentId }) => agentId);
  return new Map(
    agents.map(({ agentId, projectId, projectName }): [string, AgentProject[]] => {
      const own = projectId === null ? [] : [{ projectId, name: projectName ?? projectId }];
      const others = (byAgent.get(agentId) ?? []).filter((row) => row.projectId !== projectId);
      return [agentId, [...own, ...others.map((row) => ({ projectId: row.projectId, name: row.name }))]];
    }),
  );
}

/** What the agent cost in each project within these days, the dearest first: they sum to what it cost. */
export async function agentProjectSplit(ctx: { orgId: OrgId }, agentId: string, days: DayRange) {
  const rows = await projectsOfAgents(ctx, [agentId], days);
  return rows.map((row) => ({
    projectId: row.projectId,
    name: row.name,
    ...costOf(row.costNanos),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    calls: Number(row.calls),
    unpricedCalls: Number(row.unpricedCalls),
  }));
}
