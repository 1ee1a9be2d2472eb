import { basename, extname } from "node:path";
import { nameRuns } from "#server/catalog/name-runs.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { createPriceBook, type PriceBook } from "#server/pricing/price-book.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { dayKey } from "#server/time/window.ts";
import { bookReports } from "./book-reports.ts";
import { type FoundFile, findFiles } from "./find-files.ts";
import { importCalls, type RecordBatch, recorderOf } from "./import-calls.ts";
import type { ImportFormat, ReadOptions } from "./import-format.ts";
import { createFileSummary, type FileSummary, unreadable } from "./import-summary.ts";
import { keepReported } from "./keep-reported.ts";
import { openFile } from "./open-file.ts";
import { createSubagentTypes } from "./subagent-types.ts";

export type ImportInput = Omit<ReadOptions, "fileStem" | "projectId" | "subagentTypes" | "now"> & {
  /** Left out, provider reports only are imported: they are of no project. */
  projectId?: string;
  /** Files and folders. */
  paths: readonly string[];
  /** Of provider reports: which of several accounts with the provider they are of. */
  account?: string;
  /** Books provider reports as entries, too, where the ledger has no calls of its own (`bookReports`). */
  asEntries?: boolean;
};

/** `line`: from 1. */
export type RefusedRecord = { file: string; line: number; reason: string };

export type ImportProgress = { bytesRead: number; bytesTotal: number; calls: number; file: string };

/**
 * Recognises files and records the calls in them, a thousand a transaction, in the order of the files. Never holds a
 * whole file. What is not recorded is counted with its reason and lines. `ctx: null` is a dry run: nothing is written,
 * and every good call counts as recorded.
 * @throws AppError where a path does not exist; an error of the database stops the import, and starting it again goes
 * on where it stopped.
 */
export async function importFiles({
  ctx,
  input,
  onProgress = () => {},
  onRefused = () => {},
}: {
  ctx: Ctx | null;
  input: ImportInput;
  onProgress?: (progress: ImportProgress) => void;
  /** Told of each record that is refused, in order. */
  onRefused?: ((refused: RefusedRecord) => void) | undefined;
}): Promise<FileSummary[]> {
  const { paths, account, asEntries, ...options } = input;
  const files = await findFiles(paths);
  const now = ctx?.now ?? new Date();
  const prices = ctx ? await priceBook(ctx.orgId) : createPriceBook({ catalogue: await loadCatalogue() });
  const bytesTotal = files.reduce((sum, file) => sum + file.size, 0);

  const subagentTypes = createSubagentTypes();
  const summaries: FileSummary[] = [];
  /** Of provider reports: the UTC days they tell of. */
  const reportedDays: string[] = [];
  let bytesBefore = 0;
  let callsBefore = 0;
  for (const file of files) {
    let calls = 0;
    const report = (bytesRead: number, callsRecorded: number) => {
      calls = callsRecorded;
      const bytes = bytesBefore + Math.min(bytesRead, file.size);
      onProgress({ bytesRead: bytes, bytesTotal, calls: callsBefore + calls, file: file.name });
    };
    const fileOptions = {
      ...options,
      projectId: options.projectId ?? "",
      fileStem: basename(file.path, extname(file.path)),
      subagentTypes: await subagentTypes(file.path),
      now,
    };
    const refused = (line: number, reason: string) => onRefused({ file: file.name, line, reason });
    const keep = (days: readonly string[]) => reportedDays.push(...days);
    summaries.push(await importFile({ ctx, file, options: fileOptions, account, keep, prices, report, refused }));
    bytesBefore += file.size;
    callsBefore += calls;
  }
  const [first, last] = [reportedDays.sort()[0], reportedDays.at(-1)];
  if (ctx && asEntries && first && last && options.projectId) {
    const { projectId, agentId } = options;
    summaries.push(await bookReports({ ctx, projectId, agentId, account: account ?? "", range: { first, last } }));
  }
  return summaries;
}

type FileImport = {
  ctx: Ctx | null;
  file: FoundFile;
  options: ReadOptions;
  account: string | undefined;
  keep: (days: readonly string[]) => void;
  prices: PriceBook;
  report: (bytesRead: number, calls: number) => void;
  refused: (line: number, reason: string) => void;
};

async function importFile(job: FileImport): Promise<FileSummary> {
  const { ctx, file, options, account, keep, prices, report, refused } = job;
  const opened = await openFile(file.path, options).catch((error: unknown) => {
    if (error instanceof AppError) return error;
    throw error;
  });
  if (opened === null) return createFileSummary(file, null).done([]);
  const problem = opened instanceof AppError ? opened.message : placeless(opened.format, options);
  if (opened instanceof AppError || problem !== null) {
    const summary = createFileSummary(file, unreadable, refused);
    summary.refuse(1, problem ?? "");
    return summary.done([]);
  }

  const summary = createFileSummary(file, opened.format.label, refused);
  const { calls, runIds } = await importCalls({
    opened,
    record: recorder(ctx, opened.format),
    keep: async (reported) => {
      await keepReported({ ctx, account, reported, summary });
      keep(reported.map(({ bucket }) => dayKey(bucket.start)));
    },
    summary,
    prices,
    now: options.now,
    report,
  });
  report(opened.bytesRead(), calls);
  const { runTrigger } = opened.format;
  if (ctx && runTrigger) await nameRuns(ctx, { projectId: options.projectId, runIds, trigger: runTrigger });
  return summary.done(opened.notes());
}

/** Calls need a project; a provider's report has none. */
function placeless({ isReport }: ImportFormat, { projectId }: ReadOptions): string | null {
  return isReport || projectId !== "" ? null : "Say where the calls of this file belong: --project <id>.";
}

/** A dry run without a ledger: whatever can be read counts as new. */
const nothingRecorded = { duplicates: 0, rejected: [] };

function recorder(ctx: Ctx | null, format: ImportFormat): RecordBatch {
  return ctx ? recorderOf(ctx, format) : async (_, entries) => ({ ...nothingRecorded, recorded: entries });
}
