import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { parseDollars, toDecimalString, toDollars } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import { projectLimitId, projectLimitKey } from "./project-limit.ts";

export const setLimitInput = z.strictObject({
  projectId: identifier,
  /** Dollars, up to nine decimals; 0 clears the limit. */
  limitDollars: z.number(),
});

/**
 * Sets the monthly limit of a project, or clears it with 0: the budget and its billing setting are written together
 * and the change is audited with before and after. It counts what was already spent this month.
 * @throws AppError `validation_failed` for what is no amount from 0 to 1e9 dollars with at most nine decimals,
 * `not_found` for an unknown project.
 */
export async function setLimit({ ctx, input }: { ctx: Ctx; input: z.input<typeof setLimitInput> }) {
  const { projectId, limitDollars } = parseInput(setLimitInput, input);
  const limit = parseLimit(limitDollars);
  await getProject(ctx, projectId);

  const id = projectLimitId(projectId);
  await prisma().$transaction(async (tx) => {
    // The anchor row orders this with whatever else changes the organisation's budgets and counters.
    await tx.$queryRaw`SELECT 1 FROM org_settings WHERE org_id = ${ctx.orgId} FOR NO KEY UPDATE`;
    const before = await tx.budget.findUnique({ where: { orgId_id: { orgId: ctx.orgId, id } } });
    if (limit === 0n) await clear(tx, ctx, projectId);
    else await write(tx, ctx, projectId, limit);
    await audit(tx, ctx, {
      action: "budget.set_limit",
      target: `project:${projectId}`,
      before: { monthlyLimit: before ? toDecimalString(before.limit) : null },
      after: { monthlyLimit: limit === 0n ? null : toDecimalString(limit) },
    });
  });
  return {
    budgetLimit: limit === 0n ? null : toDollars(limit),
    budgetLimitNanos: limit === 0n ? null : limit.toString(),
  };
}

function parseLimit(limitDollars: number): bigint {
  try {
    return parseDollars(limitDollars);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "must be an amount of dollars";
    throw new AppError("validation_failed", message, { errors: [{ path: "limitDollars", message }], cause });
  }
}

async function clear(tx: Prisma.TransactionClient, ctx: Ctx, projectId: string): Promise<void> {
  await tx.budget.deleteMany({ where: { orgId: ctx.orgId, id: projectLimitId(projectId) } });
  await tx.billingSetting.deleteMany({ where: { orgId: ctx.orgId, projectId, key: projectLimitKey } });
}

async function write(tx: Prisma.TransactionClient, ctx: Ctx, projectId: string, limit: bigint): Promise<void> {
  const key = { orgId: ctx.orgId, id: projectLimitId(projectId) };
  const changes = { limit, enabled: true, updatedAt: ctx.now, updatedBy: actorName(ctx.actor) };
  await tx.budget.upsert({
    where: { orgId_id: key },
    create: {
      ...key,
      ...changes,
      scope: "project",
      projectId,
      scopeId: projectId,
      window: "month",
      unit: "cost",
      onExceeded: ["notify"],
      createdAt: ctx.now,
    },
    update: { ...changes, version: { increment: 1 } },
  });
  const setting = { orgId: ctx.orgId, projectId, key: projectLimitKey };
  const value = { value: toDecimalString(limit), updatedAt: ctx.now };
  await tx.billingSetting.upsert({
    where: { orgId_projectId_key: setting },
    create: { ...setting, ...value },
    update: value,
  });
}
