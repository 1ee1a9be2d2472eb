import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
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

/** The id of the budget behind it. */
export function monthlyCentsId(of: CentsOf): string {
  return of.kind === "organization" ? "organization-monthly" : `agent-monthly:${of.agentId}`;
}

/**
 * Sets the monthly budget in cents of the organisation or of an agent. At 80 % it warns; at 100 % calls are refused and the
 * agent is paused until the next month begins (UTC), or the budget is raised. `version` is what the caller saw (0: not set).
 * @throws AppError `forbidden`, `validation_failed`, `not_found`, `conflict`.
 */
export async function setMonthlyCents({
  ctx,
  of,
  input,
  version,
}: {
  ctx: Ctx;
  of: CentsOf;
  input: z.input<typeof monthlyCentsInput>;
  version?: number | undefined;
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
    await writeBudgets(ctx, [{ id, remove: true, version }]);
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
      version,
    },
  ]);
}

/** The monthly budget in cents (a fraction where it was set finer elsewhere), or null. */
export async function getMonthlyCents(ctx: Pick<Ctx, "orgId">, of: CentsOf): Promise<number | null> {
  const where = { orgId_id: { orgId: ctx.orgId, id: monthlyCentsId(of) } };
  const budget = await prisma().budget.findUnique({ where, select: { limit: true, enabled: true } });
  return budget?.enabled ? Number(budget.limit) / Number(nanosPerCent) : null;
}
