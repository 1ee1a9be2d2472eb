import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { parseInput } from "#server/parse-input.ts";

export const alertingInput = z
  .strictObject({ enabled: z.boolean(), forecasts: z.boolean(), anomalies: z.boolean() })
  .partial();

/** Of what the organisation is told. Nothing at all unless `enabled`; caps hold and pause either way. */
export type Alerting = {
  enabled: boolean;
  /** Of limits that are projected to be passed. */
  forecasts: boolean;
  /** Of days that cost far more than was to be expected. */
  anomalies: boolean;
};

/** Of what the organisation is told. */
export async function getAlerting(ctx: Pick<Ctx, "orgId">): Promise<Alerting> {
  const settings = await prisma().orgSettings.findUnique({ where: { orgId: ctx.orgId } });
  return settings ? alertingOf(settings) : { enabled: true, forecasts: true, anomalies: true };
}

type Settings = { alertingEnabled: boolean; forecastAlerts: boolean; anomalyAlerts: boolean };
const alertingOf = ({ alertingEnabled, forecastAlerts, anomalyAlerts }: Settings): Alerting => ({
  enabled: alertingEnabled,
  forecasts: forecastAlerts,
  anomalies: anomalyAlerts,
});

/**
 * Turns alerts of the whole organisation, or some of them, on or off; what is left out stays.
 * @throws AppError `forbidden`, `validation_failed`.
 */
export async function setAlerting({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof alertingInput>;
}): Promise<Alerting> {
  requirePermission(ctx, "setLimit");
  const asked = parseInput(alertingInput, input);
  return prisma().$transaction(async (tx) => {
    const { orgId } = ctx;
    const before = alertingOf(await tx.orgSettings.findUniqueOrThrow({ where: { orgId } }));
    const after = { ...before, ...asked };
    if (JSON.stringify(before) === JSON.stringify(after)) return after;
    await tx.orgSettings.update({
      where: { orgId },
      data: {
        alertingEnabled: after.enabled,
        forecastAlerts: after.forecasts,
        anomalyAlerts: after.anomalies,
        updatedAt: ctx.now,
      },
    });
    await audit(tx, ctx, { action: "alerts.set", target: "organization", before, after });
    return after;
  });
}
