import { v7 as uuidv7 } from "uuid";
import type { Prisma } from "#prisma/generated/client.ts";
import { actorName, type Ctx } from "./context.ts";

/**
 * Writes who changed what into the audit log, inside the caller's transaction.
 * `before` and `after` are plain JSON; amounts in them are decimal strings. An actor who is a text is one that was written
 * down before, for what was asked then and is finished now.
 */
export async function audit(
  tx: Prisma.TransactionClient,
  ctx: Pick<Ctx, "orgId" | "now"> & { actor: Ctx["actor"] | string },
  entry: { action: string; target: string; before?: Prisma.InputJsonValue; after?: Prisma.InputJsonValue },
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      orgId: ctx.orgId,
      id: uuidv7(),
      actor: typeof ctx.actor === "string" ? ctx.actor : actorName(ctx.actor),
      createdAt: ctx.now,
      ...entry,
    },
  });
}
