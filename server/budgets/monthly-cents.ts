import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { agentCapId } from "./agent-limits.ts";
import { writeBudgets } from "./write-budget.ts";

const nanosPerCent = 10_000_000n;

/** Whole cents a month; 0 or null: no budget. */
export const monthlyCentsInput = z.strictObject({
  budgetMonthlyCents: z
    .int("must be a whole number of cents")
    .min(0, "must be 0 or more; 0 means no budget")
    .max(100_000_000_000, "must be at most 1e11 cents ($1,000,000,000)")
    .nullable(),
});

/** Whose monthly cents: the organisation's or one agent's. */
export type CentsOf = { kind: "organization" } | { kind: "agent"; agentId: string };

/** The budget of the organisation behind it. */
export const organizationMonthlyId = "organization-monthly";

/** An agent has one monthly budget of cost: the cap `monthlyCost` among its four, here in cents. */
function monthlyCentsId(of: CentsOf): string {
  return of.kind === "organization" ? organizationMonthlyId : agentCapId(of.agentId, "monthlyCost");
}

/**
 * Sets the monthly budget in cents of the organisation or of an agent. At 80 % it warns; at 100 % calls are refused and the
 * agent is paused until the next month begins (UTC), or the budget is raised. One that is there already, of whichever way in,
 * keeps what follows at its limit.
 * @throws AppError `forbidden`, `validation_failed`, `not_found`, `conflict`.
 */
export async function setMonthlyCents({
  ctx,
  of,
  input,
}: {
  ctx: Ctx;
  of: CentsOf;
  input: z.input<typeof monthlyCentsInput>;
}): Promise<void> {
  requirePermission(ctx, "setLimit");
  const { budgetMonthlyCents: cents } = parseInput(monthlyCentsInput, input);
  const id = monthlyCentsId(of);
  if (of.kind === "agent") {
    const where = { orgId_id: { orgId: ctx.orgId, id: of.agentId } };
    const agent = await prisma().agent.findUnique({ where, select: { id: true } });
    if (!agent) throw new AppError("not_found", `There is no agent "${of.agentId}".`);
  }
  if (!cents) {
    await writeBudgets(ctx, [{ id, remove: true }]);
    return;
  }
  const existing = await prisma().budget.findUnique({ where: { orgId_id: { orgId: ctx.orgId, id } } });
  await writeBudgets(ctx, [
    {
      id,
      scope: of.kind,
      projectId: "",
      scopeId: of.kind === "agent" ? of.agentId : "",
      window: "month",
      unit: "cost",
      limit: BigInt(cents) * nanosPerCent,
      thresholds: existing?.thresholds ?? [80, 95, 100],
      // Block and pause together: paused until the window ends, as a budget that resets on the first of each month asks.
      onExceeded: existing?.onExceeded ?? ["notify", "webhook", "block", "pause"],
      trigger: "",
      allowUnpriced: existing?.allowUnpriced ?? false,
      enabled: true,
    },
  ]);
}

/** The monthly budget in cents (a fraction where it was set finer elsewhere), or null. */
export async function getMonthlyCents(ctx: Pick<Ctx, "orgId">, of: CentsOf): Promise<number | null> {
  const where = { orgId_id: { orgId: ctx.orgId, id: monthlyCentsId(of) } };
  const budget = await prisma().budget.findUnique({ where, select: { limit: true, enabled: true } });
  return budget?.enabled ? Number(budget.limit) / Number(nanosPerCent) : null;
}
