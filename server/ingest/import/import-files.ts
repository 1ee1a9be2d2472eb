import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { createPriceBook, type PriceBook } from "#server/pricing/price-book.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { type Event, event as eventSchema } from "../event.ts";
import { type RecordResult, recordEvents } from "../record-events.ts";
import { type FoundFile, findFiles } from "./find-files.ts";
import { formats } from "./formats.ts";
import type { Found, ImportFormat, Reader, ReadOptions, Sample } from "./import-format.ts";
import { createFileSummary, type FileSummary } from "./import-summary.ts";
import { problemOf } from "./problem-of.ts";
import { purserEvents } from "./purser-events.ts";
import { readRecords } from "./read-records.ts";
import { recordCalls } from "./record-calls.ts";
import { sampleFile } from "./sample-file.ts";

export type ImportInput = Omit<ReadOptions, "fileStem" | "now"> & {
  /** Files and folders. */
  paths: readonly string[];
};

export type ImportProgress = { bytesRead: number; bytesTotal: number; calls: number; file: string };

const batchSize = 1_000;

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
}: {
  ctx: Ctx | null;
  input: ImportInput;
  onProgress?: (progress: ImportProgress) => void;
}): Promise<FileSummary[]> {
  const { paths, ...options } = input;
  const files = await findFiles(paths);
  const now = ctx?.now ?? new Date();
  const prices = ctx ? await priceBook(ctx.orgId) : createPriceBook({ catalogue: await loadCatalogue() });
  const progress = { bytesRead: 0, bytesTotal: files.reduce((sum, file) => sum + file.size, 0), calls: 0, file: "" };

  const summaries: FileSummary[] = [];
  for (const file of files) {
    progress.file = file.name;
    const before = progress.bytesRead;
    const report = (bytes: number, calls: number) => {
      progress.bytesRead += bytes;
      progress.calls += calls;
      onProgress(progress);
    };
    summaries.push(
      await importFile({ ctx, file, options: { ...options, fileStem: stemOf(file), now }, prices, report }),
    );
    progress.bytesRead = before + file.size;
    onProgress(progress);
  }
  return summaries;
}

type FileImport = {
  ctx: Ctx | null;
  file: FoundFile;
  options: ReadOptions;
  prices: PriceBook;
  report: (bytes: number, calls: number) => void;
};

async function importFile({ ctx, file, options, prices, report }: FileImport): Promise<FileSummary> {
  const sample = await sampleFile(file.path);
  const format = sample && formats.find((candidate) => candidate.matches(sample));
  if (!sample || !format) return createFileSummary(file.name, null).done([]);

  const summary = createFileSummary(file.name, format.label);
  const reader = openReader(format, options, sample);
  if (reader instanceof AppError) {
    summary.refuse(1, reader.message);
    return summary.done([]);
  }
  let batch: { line: number; event: Event }[] = [];

  const flush = async () => {
    const events = batch.map((call) => call.event);
    const result = events.length ? await recorder(ctx, format)(events) : nothing;
    summary.recorded(result.accepted, result.duplicates);
    for (const { index, message } of result.rejected) summary.refuse(batch[index]?.line ?? 0, message);
    report(0, events.length);
    batch = [];
  };
  const take = async (found: Iterable<Found>) => {
    for (const item of found) {
      if (item.kind === "skipped") summary.skip(item.line, item.reason);
      else if (item.kind === "refused") summary.refuse(item.line, item.reason);
      else {
        const event = eventSchema.safeParse(item.event);
        if (!event.success) summary.refuse(item.line, problemOf(event.error));
        else {
          summary.price(item.line, event.data, prices, options.now);
          batch.push({ line: item.line, event: event.data });
        }
      }
      if (batch.length >= batchSize) await flush();
    }
  };

  const bytes = createReadStream(file.path, { highWaterMark: 256 * 1024 });
  let reported = 0;
  for await (const entries of readRecords(bytes, sample, reader.wants)) {
    for (const entry of entries) {
      if ("problem" in entry) summary.refuse(entry.line, entry.problem);
      else await take(reader.read(entry.line, entry.record));
    }
    report(bytes.bytesRead - reported, 0);
    reported = bytes.bytesRead;
  }
  if (reader.end) await take(reader.end());
  await flush();
  return summary.done(reader.notes?.() ?? []);
}

const nothing: RecordResult = { accepted: 0, duplicates: 0, rejected: [] };

/** Our own events are taken at their word like a request; other files' ids name the call, whatever stands around it. */
function recorder(ctx: Ctx | null, format: ImportFormat): (events: Event[]) => Promise<RecordResult> {
  if (!ctx) return async (events) => ({ ...nothing, accepted: events.length });
  return format === purserEvents ? (events) => recordEvents({ ctx, events }) : (events) => recordCalls({ ctx, events });
}

function openReader(format: ImportFormat, options: ReadOptions, sample: Sample): Reader | AppError {
  try {
    return format.open(options, sample);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function stemOf(file: FoundFile): string {
  return basename(file.path, extname(file.path));
}
