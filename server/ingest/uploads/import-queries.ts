import type { Ctx, OrgId } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { type FileImportView, viewOf } from "./file-import.ts";

const pageSize = 20;

/** The imports of the organisation of which something was booked, or was to be, newest first; `before`: the last id of the page before. */
export async function listImports(ctx: Pick<Ctx, "orgId" | "now">, before?: string | undefined) {
  const rows = await prisma().fileImport.findMany({
    where: { orgId: ctx.orgId, startedAt: { not: null }, ...(before && { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: pageSize + 1,
  });
  const items = rows.slice(0, pageSize).map((row) => viewOf(row, ctx.now));
  return { items, nextCursor: rows.length > pageSize ? (items.at(-1)?.id ?? null) : null };
}

/** An earlier import of the very same file. */
export type ImportedBefore = Pick<FileImportView, "createdBy" | "projectId"> & { at: string; calls: number };

/**
 * One import, and the last one of the same content before it.
 * @throws AppError `not_found`.
 */
export async function getImport(
  ctx: Pick<Ctx, "orgId" | "now">,
  id: string,
): Promise<FileImportView & { importedBefore: ImportedBefore | null }> {
  const { orgId, now } = ctx;
  const row = await prisma().fileImport.findUnique({ where: { orgId_id: { orgId, id } } });
  if (!row) throw new AppError("not_found", "There is no such import.");
  const before =
    row.contentHash &&
    (await prisma().fileImport.findFirst({
      where: { orgId, contentHash: row.contentHash, startedAt: { not: null }, id: { lt: id } },
      orderBy: { id: "desc" },
    }));
  return { ...viewOf(row, now), importedBefore: before ? beforeOf(viewOf(before, now)) : null };
}

function beforeOf({
  createdBy,
  projectId,
  startedAt,
  createdAt,
  booked,
  earlierCalls,
}: FileImportView): ImportedBefore {
  return { createdBy, projectId, at: startedAt ?? createdAt, calls: earlierCalls + (booked?.recorded ?? 0) };
}

const refusalsAtOnce = 1_000;

/** A record that was refused; without a line, what the list leaves out. */
/** A record of a file that was refused. `line`: from 1; null in what says how many more there are. */
export type RefusedLine = { file: string; line: number | null; reason: string };

/** The refused records of an import in the order of the file, some at a time. @throws AppError `not_found`. */
export async function* refusedLines(
  { orgId }: { orgId: OrgId },
  importId: string,
): AsyncGenerator<RefusedLine[], void> {
  const row = await prisma().fileImport.findUnique({ where: { orgId_id: { orgId, id: importId } } });
  if (!row) throw new AppError("not_found", "There is no such import.");
  const all = viewOf(row, new Date());
  const refused = (all.booked ?? all.checked)?.refused ?? 0;
  for (let seq = -1; ; ) {
    const lines = await prisma().fileImportRefusal.findMany({
      where: { orgId, importId, seq: { gt: seq } },
      orderBy: { seq: "asc" },
      take: refusalsAtOnce,
    });
    const last = lines.at(-1);
    if (!last) break;
    seq = last.seq;
    yield lines.map(({ line, reason }) => ({ file: row.fileName, line, reason }));
  }
  const more = refused - row.refusedLines;
  if (more > 0) yield [{ file: row.fileName, line: null, reason: `and ${more} more, not listed` }];
}
