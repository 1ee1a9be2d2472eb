import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { parseInput } from "#server/parse-input.ts";
import type { InsightKind } from "./insight.ts";
import { lockSearch } from "./store-insights.ts";

export const dismissInput = z.strictObject({
  id: z.string().max(200),
  /** false takes a dismissal back. */
  dismissed: z.boolean().default(true),
});

/** What the audit log calls them. */
const kindNames: Record<string, string> = {
  unusual_run: "unusual run",
  retries: "retries",
  caching: "caching",
  cheaper_model: "model",
  effort: "effort",
} satisfies Record<InsightKind, string>;

const forgotten = { dismissedAt: null, dismissedBy: null, dismissedNanos: null, dismissedFingerprint: null };

/**
 * Puts an insight away for everyone in the organisation, or takes that back. It comes back by itself when a later search finds
 * it with new evidence (`isNewEvidence`). What is so already stays: who was first is kept.
 * @throws AppError `forbidden`, `validation_failed`, `not_found`.
 */
export async function dismissInsight({ ctx, input }: { ctx: Ctx; input: z.input<typeof dismissInput> }): Promise<void> {
  requirePermission(ctx, "dismissInsight");
  const { id, dismissed } = parseInput(dismissInput, input);
  const { orgId } = ctx;
  await prisma().$transaction(async (tx) => {
    await lockSearch(tx, orgId);
    const insight = await tx.insight.findUnique({ where: { orgId_id: { orgId, id } } });
    if (!insight) throw new AppError("not_found", "This insight is no longer there. Load the page again.");
    if (insight.open !== dismissed) return;
    const { kind, agentId, amountNanos, fingerprint } = insight;
    const change = dismissed
      ? {
          dismissedAt: ctx.now,
          dismissedBy: actorName(ctx.actor),
          dismissedNanos: amountNanos,
          dismissedFingerprint: fingerprint,
        }
      : forgotten;
    await tx.insight.update({ where: { orgId_id: { orgId, id } }, data: { open: !dismissed, ...change } });
    const action = dismissed ? "insight.dismiss" : "insight.restore";
    const after = { name: `${kindNames[kind] ?? kind} of ${agentId}`, amount: toDecimalString(amountNanos) };
    await audit(tx, ctx, { action, target: `insight:${id}`, after });
  });
}
