import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import { requirePermission } from "#server/access/permissions.ts";
import { line } from "#server/catalog/fields.ts";
import { getProject } from "#server/catalog/queries.ts";
import { actorName, type Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { type FileImportView, viewOf } from "./file-import.ts";
import { importOptions } from "./import-options.ts";
import { tooLarge } from "./upload-bytes.ts";

export const prepareImportInput = z.strictObject({
  /** Of a file that was prepared before and is to be read otherwise. */
  id: z.string().max(200).optional(),
  fileName: line(255),
  fileSize: z.int().min(1, "must not be empty"),
  options: importOptions,
});

const dayMs = 86_400_000;

/**
 * Says which file is to come, how it is read and where its calls belong; the file itself is sent by `runImport`.
 * @throws AppError `forbidden`, `validation_failed`, `payload_too_large`, `not_found` for the project, `conflict` for a file
 * that is being booked or was.
 */
export async function prepareImport({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof prepareImportInput>;
}): Promise<FileImportView> {
  requirePermission(ctx, "ingest");
  const { id = uuidv7(), fileName, fileSize, options } = parseInput(prepareImportInput, input);
  const { PURSER_MAX_IMPORT_BYTES: maxBytes } = env();
  if (fileSize > maxBytes) throw tooLarge(maxBytes);
  await getProject(ctx, options.projectId);
  const { orgId, now } = ctx;
  const said = { fileName, fileSize: BigInt(fileSize), projectId: options.projectId, options };
  const fresh = { status: "ready", bytesRead: 0n, contentHash: null, format: null, problem: null, updatedAt: now };
  if (input.id === undefined) {
    await forgetUnused(ctx);
    const createdBy = actorName(ctx.actor);
    return viewOf(
      await prisma().fileImport.create({ data: { orgId, id, ...said, ...fresh, createdBy, createdAt: now } }),
      now,
    );
  }
  const changed = await prisma().fileImport.updateManyAndReturn({
    where: { orgId, id, startedAt: null },
    data: { ...said, ...fresh, checked: Prisma.DbNull, attempt: { increment: 1 } },
  });
  if (!changed[0]) throw new AppError("conflict", "This import is over or under way. Choose the file again.");
  return viewOf(changed[0], now);
}

/** Files that were looked at and never booked. */
async function forgetUnused({ orgId, now }: Ctx): Promise<void> {
  const unused = await prisma().fileImport.findMany({
    where: { orgId, startedAt: null, updatedAt: { lt: new Date(now.getTime() - dayMs) } },
    select: { id: true },
    take: 100,
  });
  const ids = unused.map(({ id }) => id);
  if (ids.length === 0) return;
  await prisma().$transaction([
    prisma().fileImportRefusal.deleteMany({ where: { orgId, importId: { in: ids } } }),
    prisma().fileImport.deleteMany({ where: { orgId, id: { in: ids }, startedAt: null } }),
  ]);
}
