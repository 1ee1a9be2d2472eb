import { type AgentUse, type CapUsed, capsUsed } from "#server/budgets/agent-caps-used.ts";
import type { BudgetStatus } from "#server/budgets/status.ts";
import { listAgents } from "#server/catalog/agent-queries.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { listProjects } from "#server/catalog/queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { toDollars } from "#server/money/amount.ts";
import { type AgentUsageWindow, allAgentUsage } from "./agent-usage.ts";

/** The part of a window's figures that a row shows. */
export type AgentRowUse = Pick<AgentUsageWindow, "cost" | "costNanos" | "tokens" | "unpricedCalls">;

/** An agent in the list of agents. Times are UTC, money in dollars and nano-dollars. */
export type AgentRow = {
  agentId: string;
  name: string;
  agentType: string;
  label: string;
  colour: string;
  projectId: string | null;
  projectName: string | null;
  status: "active" | "paused";
  statusReason: string | null;
  pausedUntil: string | null;
  lastEventAt: string | null;
  today: AgentRowUse;
  month: AgentRowUse;
  /** Of its own limits the one of which most is used: dollars or tokens by `unit`. */
  cap: { window: CapUsed["window"]; unit: CapUsed["unit"]; limit: number; pct: number; status: BudgetStatus } | null;
};

/** Every agent with what it used today and this month (UTC), whether it may spend, and how near it is to a limit of its own. */
export async function agentList({ ctx }: { ctx: Ctx }): Promise<AgentRow[]> {
  const [agents, projects, usageOf] = await Promise.all([listAgents(ctx), listProjects(ctx), allAgentUsage(ctx)]);
  const use = (agentId: string, window: "day" | "month"): AgentUse => {
    const { today, month } = usageOf(agentId);
    const { costNanos, tokens } = window === "day" ? today : month;
    return { cost: BigInt(costNanos), tokens: BigInt(tokens) };
  };
  const capOf = await capsUsed(ctx, use);
  const projectNames = new Map(projects.map(({ id, name }) => [id, name]));
  return agents.map((agent) => {
    const { today, month } = usageOf(agent.id);
    const cap = capOf(agent.id);
    return {
      agentId: agent.id,
      name: agent.name,
      agentType: agent.agentType,
      label: agentTypeLabel(agent.agentType),
      colour: agentTypeColour(agent.agentType),
      projectId: agent.projectId,
      projectName: agent.projectId && (projectNames.get(agent.projectId) ?? agent.projectId),
      status: agent.status,
      statusReason: agent.statusReason,
      pausedUntil: agent.pausedUntil?.toISOString() ?? null,
      lastEventAt: agent.lastEventAt?.toISOString() ?? null,
      today: rowUse(today),
      month: rowUse(month),
      cap: cap ? { ...cap, limit: cap.unit === "cost" ? toDollars(cap.limit) : Number(cap.limit) } : null,
    };
  });
}

const rowUse = ({ cost, costNanos, tokens, unpricedCalls }: AgentUsageWindow): AgentRowUse => ({
  cost,
  costNanos,
  tokens,
  unpricedCalls,
});
