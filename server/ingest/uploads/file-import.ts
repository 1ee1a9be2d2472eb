import { z } from "zod";
import type { FileImport } from "#prisma/generated/client.ts";
import type { FileSummary } from "../import/import-summary.ts";
import { countOf } from "../import/import-summary.ts";
import { lateCalls } from "../late-calls.ts";

const reasons = z.array(z.object({ reason: z.string(), count: z.number(), lines: z.array(z.number()) }));

/** What became, or would become, of the records of a file: read = recorded + duplicate + skipped + refused. */
const figures = z.object({
  read: z.number(),
  recorded: z.number(),
  duplicate: z.number(),
  skipped: z.number(),
  refused: z.number(),
  /** Of what is recorded: nano-dollars and tokens as text, calls without a price. */
  costNanos: z.string(),
  inputTokens: z.string(),
  outputTokens: z.string(),
  unpriced: z.number(),
  /** The most frequent ones. */
  skippedReasons: reasons,
  refusedReasons: reasons,
  unpricedModels: z.array(z.object({ model: z.string(), count: z.number() })),
  /** Reported costs far from the computed ones. */
  costGaps: z.number(),
  notes: z.array(z.string()),
  months: z.array(z.string()),
  /** Recorded calls of closed months. Not kept of imports before it was. */
  corrections: z.array(lateCalls).default([]),
});

export type ImportFigures = z.infer<typeof figures>;

const listed = 20;

/** The figures of a summary, as they are kept. */
export function figuresOf(summary: FileSummary): ImportFigures {
  return {
    read: summary.read,
    recorded: summary.recorded,
    duplicate: summary.duplicate,
    skipped: countOf(summary.skipped),
    refused: countOf(summary.refused),
    costNanos: summary.costNanos,
    inputTokens: summary.inputTokens,
    outputTokens: summary.outputTokens,
    unpriced: summary.recordedUnpriced,
    skippedReasons: summary.skipped.slice(0, listed),
    refusedReasons: summary.refused.slice(0, listed),
    unpricedModels: summary.unpriced.slice(0, listed),
    costGaps: summary.costGapCount,
    notes: summary.notes,
    months: summary.months,
    corrections: summary.corrections,
  };
}

/** As it stands. `stopped`: cut off on the way; `refused`: the file cannot be read. */
export type ImportStatus = "ready" | "checking" | "checked" | "booking" | "done" | "stopped" | "refused" | "cancelled";

/** After how long without a sign of life whoever read a file is taken to be gone (a server that was ended). */
const goneMs = 30_000;

/** A file import as pages know it. Times are ISO 8601 UTC. */
export type FileImportView = ReturnType<typeof viewOf>;

/** What is kept of a file import, as pages know it. */
export function viewOf(row: FileImport, now: Date) {
  const running = row.status === "checking" || row.status === "booking";
  const gone = running && now.getTime() - row.updatedAt.getTime() > goneMs;
  const status = (gone ? "stopped" : row.status) as ImportStatus;
  return {
    id: row.id,
    fileName: row.fileName,
    fileSize: Number(row.fileSize),
    projectId: row.projectId,
    status,
    bytesRead: Number(row.bytesRead),
    format: row.format,
    checked: figures.safeParse(row.checked).data ?? null,
    booked: figures.safeParse(row.booked).data ?? null,
    /** What attempts before the last one booked. */
    earlierCalls: row.earlierCalls,
    earlierNanos: String(row.earlierNanos),
    /** Lines that can be downloaded, the first of them where there are more. */
    refusedLines: row.refusedLines,
    problem: gone ? "The server that was reading it has ended." : row.problem,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
