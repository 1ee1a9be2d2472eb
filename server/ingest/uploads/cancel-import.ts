import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

/**
 * Ends an import. What was booked stands; one of which nothing was booked is forgotten. Whoever is reading the file stops
 * within seconds. @throws AppError `forbidden`, `not_found`, `conflict` for one that is done.
 */
export async function cancelImport({ ctx, input: { id } }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  requirePermission(ctx, "ingest");
  const { orgId, now } = ctx;
  await prisma().$transaction(async (tx) => {
    const forgotten = await tx.fileImport.deleteMany({ where: { orgId, id, startedAt: null } });
    if (forgotten.count > 0) {
      await tx.fileImportRefusal.deleteMany({ where: { orgId, importId: id } });
      return;
    }
    const [row] = await tx.fileImport.updateManyAndReturn({
      where: { orgId, id, status: { in: ["booking", "stopped"] } },
      data: { status: "cancelled", attempt: { increment: 1 }, finishedAt: now, updatedAt: now },
    });
    if (row) {
      const after = { name: row.fileName, projectId: row.projectId };
      await audit(tx, ctx, { action: "import.cancel", target: `import:${id}`, after });
      return;
    }
    const known = await tx.fileImport.findFirst({ where: { orgId, id }, select: { status: true } });
    if (!known) throw new AppError("not_found", "There is no such import.");
    if (known.status !== "cancelled") throw new AppError("conflict", "This import is done.");
  });
}
