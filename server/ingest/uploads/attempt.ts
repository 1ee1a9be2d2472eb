import { type FileImport, Prisma } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { type ImportFigures, viewOf } from "./file-import.ts";

/** A dry run, or the real thing. */
export type ImportPhase = "check" | "book";

const runningStatus = { check: "checking", book: "booking" } as const;

/**
 * Takes an import over for one attempt at reading its file: whoever read it before writes no more. What they booked is
 * carried on. @throws AppError `not_found`, `conflict` where there is nothing to check or to book.
 */
export async function beginAttempt(ctx: Ctx, id: string, phase: ImportPhase): Promise<FileImport> {
  const { orgId, now } = ctx;
  const row = await prisma().fileImport.findUnique({ where: { orgId_id: { orgId, id } } });
  if (!row) throw new AppError("not_found", "There is no such import. Choose the file again.");
  const { booked, checked } = viewOf(row, now);
  const mayBook = checked !== null && ["checked", "booking", "stopped"].includes(row.status);
  if (phase === "check" ? row.startedAt !== null : !mayBook) {
    const why =
      row.status === "done" || row.status === "cancelled" ? "This import is over." : "The file was not checked yet.";
    throw new AppError("conflict", phase === "check" ? "This file is being booked or was." : why);
  }
  return prisma().$transaction(async (tx) => {
    const [begun] = await tx.fileImport.updateManyAndReturn({
      where: { orgId, id, attempt: row.attempt },
      data: {
        status: runningStatus[phase],
        attempt: { increment: 1 },
        bytesRead: 0n,
        refusedLines: 0,
        problem: null,
        updatedAt: now,
        ...(phase === "check" && { checked: Prisma.DbNull, contentHash: null }),
        ...(phase === "book" && {
          startedAt: row.startedAt ?? now,
          earlierCalls: row.earlierCalls + (booked?.recorded ?? 0),
          earlierNanos: row.earlierNanos + BigInt(booked?.costNanos ?? 0),
        }),
      },
    });
    if (!begun) throw new AppError("conflict", "This file is being read already.");
    await tx.fileImportRefusal.deleteMany({ where: { orgId, importId: id } });
    if (phase === "book" && row.startedAt === null) {
      const after = { name: row.fileName, projectId: row.projectId };
      await audit(tx, ctx, { action: "import.start", target: `import:${id}`, after });
    }
    return begun;
  });
}

/** What is written of an attempt while it goes on; false where somebody else took over or the import was cancelled. */
export async function noteProgress(
  row: FileImport,
  { bytesRead, figures }: { bytesRead: number; figures: ImportFigures | null },
): Promise<boolean> {
  const { count } = await prisma().fileImport.updateMany({
    where: attemptOf(row),
    data: {
      bytesRead: BigInt(bytesRead),
      updatedAt: new Date(),
      ...(row.status === "booking" && figures && { booked: figures }),
    },
  });
  return count > 0;
}

type Ending = {
  status: "checked" | "done" | "stopped" | "refused";
  bytesRead: number;
  figures: ImportFigures | null;
  refusedLines: number;
  problem?: string;
  format?: string;
  contentHash?: string;
};

/** How an attempt ended. Nothing is written where it was overtaken. */
export async function endAttempt(ctx: Ctx, row: FileImport, ending: Ending): Promise<void> {
  const { status, figures, bytesRead, refusedLines, problem = null, format, contentHash } = ending;
  const books = row.status === "booking";
  const now = new Date();
  await prisma().$transaction(async (tx) => {
    const { count } = await tx.fileImport.updateMany({
      where: attemptOf(row),
      data: {
        status,
        bytesRead: BigInt(bytesRead),
        refusedLines,
        problem,
        updatedAt: now,
        ...(format && { format }),
        ...(contentHash && { contentHash }),
        ...(figures && (books ? { booked: figures } : { checked: figures })),
        ...(status === "done" && { finishedAt: now }),
      },
    });
    if (count === 0 || !books) return;
    const calls = row.earlierCalls + (figures?.recorded ?? 0);
    const cost = toDecimalString(row.earlierNanos + BigInt(figures?.costNanos ?? 0));
    const { duplicate = 0, refused = 0 } = figures ?? {};
    const after = { name: row.fileName, projectId: row.projectId, calls, cost, repeats: duplicate, refused, problem };
    const action = status === "done" ? "import.finish" : "import.stop";
    await audit(tx, { ...ctx, now }, { action, target: `import:${row.id}`, after });
  });
}

const attemptOf = ({ orgId, id, attempt, status }: FileImport) => ({ orgId, id, attempt, status });
