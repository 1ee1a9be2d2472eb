import type { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Retention, retentionOf } from "./queries.ts";
import { retentionInput } from "./retention-window.ts";

/**
 * Says how long the organisation keeps its calls one by one. Nothing is deleted for a day; then the worker deletes what is
 * older, and every total stays. What was deleted does not come back when it is set to more months.
 * @throws AppError `forbidden` unless an owner, `validation_failed`.
 */
export async function setRetention({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof retentionInput>;
}): Promise<Retention> {
  requirePermission(ctx, "manageOrganization");
  const { months } = parseInput(retentionInput, input);
  return prisma().$transaction(async (tx) => {
    const where = { orgId: ctx.orgId };
    const before = await tx.orgSettings.findUniqueOrThrow({ where });
    if (before.retentionMonths === months) return retentionOf(before, ctx.now);
    const after = await tx.orgSettings.update({
      where,
      data: { retentionMonths: months, retentionSetAt: months === null ? null : ctx.now, updatedAt: ctx.now },
    });
    await audit(tx, ctx, {
      action: "retention.set",
      target: "organization",
      before: { months: before.retentionMonths },
      after: { months },
    });
    return retentionOf(after, ctx.now);
  });
}
