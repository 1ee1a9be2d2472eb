import { v7 as uuidv7 } from "uuid";
import type { Prisma } from "#prisma/generated/client.ts";
import { actorName, type Ctx } from "./context.ts";

/**
 * Writes who changed what into the audit log, inside the caller's transaction.
 * `before` and `after` are plain JSON; amounts in them are decimal strings.
 */
export async function audit(
  tx: Prisma.TransactionClient,
  ctx: Ctx,
  entry: { action: string; target: string; before?: Prisma.InputJsonValue; after?: Prisma.InputJsonValue },
): Promise<void> {
  await tx.auditEntry.create({
    data: { orgId: ctx.orgId, id: uuidv7(), actor: actorName(ctx.actor), createdAt: ctx.now, ...entry },
  });
}
