import { requirePermission } from "#server/access/permissions.ts";
import { nameRuns } from "#server/catalog/name-runs.ts";
import type { Ctx } from "#server/context.ts";
import { env } from "#server/env.ts";
import { AppError, toAppError } from "#server/errors.ts";
import { log } from "#server/log.ts";
import { parseInput } from "#server/parse-input.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { importCalls, recorderOf } from "../import/import-calls.ts";
import { createFileSummary } from "../import/import-summary.ts";
import { openStream } from "../import/open-file.ts";
import { beginAttempt, endAttempt, type ImportPhase, noteProgress } from "./attempt.ts";
import { figuresOf } from "./file-import.ts";
import { fileStem, importOptions } from "./import-options.ts";
import { getImport } from "./import-queries.ts";
import { keepRefusals } from "./keep-refusals.ts";
import { createTrial } from "./try-calls.ts";
import { UploadBroken, uploadedFile } from "./upload-bytes.ts";

type RunImport = { ctx: Ctx; id: string; phase: ImportPhase; body: AsyncIterable<Uint8Array> };

const noteEveryMs = 500;
const signOfLifeMs = 5_000;

/**
 * Reads the file of a prepared import while it arrives: `check` records nothing and says what `book` would do. Never holds
 * the file, and never keeps it. What was recorded when it is cut off stands, and sending the file again goes on.
 * @throws AppError `forbidden`, `not_found`, `conflict`; what is wrong with the file is in the answer.
 */
export async function runImport({ ctx, id, phase, body }: RunImport) {
  requirePermission(ctx, "ingest");
  const row = await beginAttempt(ctx, id, phase);
  const options = parseInput(importOptions, row.options);
  const overtaken = new AbortController();
  const upload = uploadedFile(body, {
    maxBytes: env().PURSER_MAX_IMPORT_BYTES,
    expectedBytes: Number(row.fileSize),
    signal: overtaken.signal,
  });
  const refusals = keepRefusals(row);
  const named = { name: row.fileName, named: true };
  let summary = createFileSummary(named, null, refusals.add);
  let begun = false;
  const figures = (notes: string[] = []) => (begun ? figuresOf(summary.done(notes)) : null);
  const note = async () => {
    if (await noteProgress(row, { bytesRead: upload.bytesSent(), figures: figures() })) return;
    overtaken.abort();
    throw new UploadBroken("it was ended");
  };
  // While nothing arrives too, whoever looks sees that somebody waits for it.
  const life = setInterval(() => void note().catch(() => {}), signOfLifeMs);
  let noted = Date.now();
  const report = async () => {
    await refusals.write();
    if (Date.now() - noted < noteEveryMs) return;
    noted = Date.now();
    await note();
  };

  try {
    const fileOptions = { ...options, fileStem: fileStem(row.fileName), now: ctx.now };
    const opened = await openStream(upload.bytes, fileOptions, options.format);
    if (!opened) throw new AppError("bad_request", "No known format: not a log, export or table that can be read.");
    const { format } = opened;
    summary = createFileSummary(named, format.label, refusals.add);
    begun = true;
    const record = phase === "book" ? recorderOf(ctx, format) : createTrial(ctx, format);
    const prices = await priceBook(ctx.orgId);
    const { runIds } = await importCalls({ opened, record, summary, prices, now: ctx.now, report });
    await refusals.write({ all: true });
    if (phase === "book" && format.runTrigger) {
      await nameRuns(ctx, { projectId: options.projectId, runIds, trigger: format.runTrigger });
    }
    clearInterval(life);
    await endAttempt(ctx, row, {
      status: phase === "book" ? "done" : "checked",
      bytesRead: upload.bytesSent(),
      figures: figures(opened.notes()),
      refusedLines: refusals.kept(),
      format: format.label,
      contentHash: upload.hash(),
    });
  } catch (error) {
    clearInterval(life);
    const told = error instanceof UploadBroken ? null : toAppError(error);
    if (told?.code === "internal") log.error({ err: error, import: id }, "import");
    await refusals.write({ all: true }).catch(() => {});
    await endAttempt(ctx, row, {
      status:
        told && told.code !== "internal" && told.code !== "unavailable" && phase === "check" ? "refused" : "stopped",
      bytesRead: upload.bytesSent(),
      figures: phase === "book" ? figures() : null,
      refusedLines: refusals.kept(),
      problem: told ? told.message : `The upload was cut off: ${(error as Error).message}.`,
    }).catch((cause: unknown) => log.warn({ err: cause, import: id }, "the end of an import was not noted"));
    if (told?.code === "internal" || told?.code === "unavailable") throw error;
  }
  return getImport({ orgId: ctx.orgId, now: new Date() }, id);
}
