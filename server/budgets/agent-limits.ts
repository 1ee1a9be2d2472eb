import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDollars } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { defaultActions, parseLimitOrNone } from "./budget-input.ts";
import { type BudgetChange, writeBudgets } from "./write-budget.ts";

/** The four caps of an agent, each one budget under an id of its own. Costs in dollars. */
export const agentCaps = {
  dailyTokens: { window: "day", unit: "tokens" },
  dailyCost: { window: "day", unit: "cost" },
  monthlyTokens: { window: "month", unit: "tokens" },
  monthlyCost: { window: "month", unit: "cost" },
} as const;
export type AgentCap = keyof typeof agentCaps;
export const capNames = Object.keys(agentCaps) as AgentCap[];

const number = z.number("must be a number; 0 means no limit").min(0, "must be 0 or more; 0 means no limit");

/** The four numbers, 0 = no limit. */
export const agentLimitsInput = z.strictObject({
  dailyTokens: number,
  dailyCost: number,
  monthlyTokens: number,
  monthlyCost: number,
});
export type AgentLimits = z.output<typeof agentLimitsInput>;

/** The id of the budget that keeps one cap of an agent. */
export function agentCapId(agentId: string, cap: AgentCap): string {
  return `agent-${cap}:${agentId}`;
}

/**
 * Sets the four caps of an agent together, or removes those that are 0; at its limit the agent is paused.
 * `versions` are what the caller saw of each (0: not set).
 * @throws AppError `forbidden`; `validation_failed` for anything but four finite numbers of 0 or more; `not_found`;
 * `conflict`.
 */
export async function setAgentLimits({
  ctx,
  agentId,
  input,
  versions,
}: {
  ctx: Ctx;
  agentId: string;
  input: z.input<typeof agentLimitsInput>;
  versions?: Partial<Record<AgentCap, number>> | undefined;
}): Promise<AgentLimits> {
  requirePermission(ctx, "setLimit");
  const limits = parseInput(agentLimitsInput, input);
  await requireAgent(ctx, agentId);
  const existing = new Map(
    (
      await prisma().budget.findMany({
        where: { orgId: ctx.orgId, id: { in: capNames.map((cap) => agentCapId(agentId, cap)) } },
      })
    ).map((budget) => [budget.id, budget]),
  );
  const changes = capNames.map((cap): BudgetChange => {
    const id = agentCapId(agentId, cap);
    const { window, unit } = agentCaps[cap];
    const limit = parseLimitOrNone(limits[cap], unit, cap);
    const version = versions?.[cap];
    if (limit === null) return { id, remove: true, version };
    const before = existing.get(id);
    return {
      id,
      scope: "agent",
      projectId: "",
      scopeId: agentId,
      window,
      unit,
      limit,
      thresholds: before?.thresholds ?? [80, 95, 100],
      onExceeded: before?.onExceeded ?? defaultActions.agent,
      trigger: "",
      allowUnpriced: before?.allowUnpriced ?? false,
      enabled: true,
      version,
    };
  });
  await writeBudgets(ctx, changes);
  return getAgentLimits(ctx, agentId);
}

/** The four caps of an agent, 0 where none is set. @throws AppError `not_found`. */
export async function getAgentLimits(ctx: Pick<Ctx, "orgId">, agentId: string): Promise<AgentLimits> {
  await requireAgent(ctx, agentId);
  const rows = await prisma().budget.findMany({
    where: { orgId: ctx.orgId, enabled: true, id: { in: capNames.map((cap) => agentCapId(agentId, cap)) } },
  });
  const limits = new Map(rows.map(({ id, unit, limit }) => [id, unit === "cost" ? toDollars(limit) : Number(limit)]));
  const of = (cap: AgentCap) => limits.get(agentCapId(agentId, cap)) ?? 0;
  return {
    dailyTokens: of("dailyTokens"),
    dailyCost: of("dailyCost"),
    monthlyTokens: of("monthlyTokens"),
    monthlyCost: of("monthlyCost"),
  };
}

async function requireAgent({ orgId }: Pick<Ctx, "orgId">, id: string): Promise<void> {
  const agent = await prisma().agent.findUnique({ where: { orgId_id: { orgId, id } }, select: { id: true } });
  if (!agent) throw new AppError("not_found", `There is no agent "${id}".`);
}
