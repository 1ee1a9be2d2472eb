import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";

/** Whether the organisation is told of thresholds at all. Caps hold and pause either way. */
export async function isAlertingEnabled(ctx: Pick<Ctx, "orgId">): Promise<boolean> {
  const settings = await prisma().orgSettings.findUnique({ where: { orgId: ctx.orgId } });
  return settings?.alertingEnabled ?? true;
}

/** Turns alerts of the whole organisation on or off. @throws AppError `forbidden`. */
export async function setAlerting({ ctx, enabled }: { ctx: Ctx; enabled: boolean }): Promise<void> {
  requirePermission(ctx, "setLimit");
  await prisma().$transaction(async (tx) => {
    const { orgId } = ctx;
    const before = await tx.orgSettings.findUniqueOrThrow({ where: { orgId } });
    if (before.alertingEnabled === enabled) return;
    await tx.orgSettings.update({ where: { orgId }, data: { alertingEnabled: enabled, updatedAt: ctx.now } });
    await audit(tx, ctx, {
      action: "alerts.set",
      target: "organization",
      before: { enabled: before.alertingEnabled },
      after: { enabled },
    });
  });
}
