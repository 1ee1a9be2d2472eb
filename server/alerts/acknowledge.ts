import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { verdicts } from "./queries.ts";

export const acknowledgeInput = z.strictObject({
  ids: z.array(z.string().max(200)).min(1).max(500),
  /** false takes an acknowledgement back. */
  acknowledged: z.boolean().default(true),
  /** What is said of anomalies among them. */
  verdict: z.enum(verdicts).optional(),
});

/**
 * Marks alerts as seen, or takes that back. What is so already stays: who was first is kept.
 * @throws AppError `forbidden`, `validation_failed`, `not_found` when none of them is an alert of this organisation.
 */
export async function acknowledgeAlerts({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof acknowledgeInput>;
}): Promise<{ changed: string[] }> {
  requirePermission(ctx, "acknowledgeAlert");
  const { ids, acknowledged, verdict } = parseInput(acknowledgeInput, input);
  const answer = await prisma().$transaction(async (tx) => {
    const found = await tx.budgetAlert.findMany({
      where: { orgId: ctx.orgId, id: { in: ids } },
      select: { id: true, acknowledgedAt: true },
    });
    if (found.length === 0) throw new AppError("not_found", `There is no alert "${ids[0]}".`);
    const changed = found
      .filter(({ acknowledgedAt }) => (acknowledgedAt !== null) !== acknowledged)
      .map(({ id }) => id);
    if (changed.length === 0) return { changed };
    await tx.budgetAlert.updateMany({
      where: { orgId: ctx.orgId, id: { in: changed } },
      data: acknowledged
        ? { acknowledgedAt: ctx.now, acknowledgedBy: actorName(ctx.actor) }
        : { acknowledgedAt: null, acknowledgedBy: null, verdict: null },
    });
    if (acknowledged && verdict) {
      const where = { orgId: ctx.orgId, id: { in: changed }, level: "anomaly" };
      await tx.budgetAlert.updateMany({ where, data: { verdict } });
    }
    const action = acknowledged ? "alert.acknowledge" : "alert.reopen";
    for (const id of changed) await audit(tx, ctx, { action, target: `alert:${id}` });
    return { changed };
  });
  if (answer.changed.length > 0) announceEvents(ctx.orgId);
  return answer;
}
