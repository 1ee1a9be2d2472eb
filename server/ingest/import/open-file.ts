import { createReadStream } from "node:fs";
import { AppError } from "#server/errors.ts";
import { formats } from "./formats.ts";
import type { Found, ImportFormat, ReadOptions, Sample } from "./import-format.ts";
import { peek } from "./peek.ts";
import { type Entry, readRecords } from "./read-records.ts";
import { sampleBytes, sampleOf } from "./sample-file.ts";

/** A recognised file, ready to be read once. */
export type OpenFile = {
  format: ImportFormat;
  /** What its records turn out to be, some at a time, in their order. */
  found: AsyncGenerator<Found[]>;
  bytesRead: () => number;
  /** Known after reading. */
  notes: () => string[];
};

const chunkBytes = 256 * 1024;

/**
 * Recognises a file by its content and opens it; null where no format does.
 * @throws AppError where the options do not fit the file.
 */
export async function openFile(path: string, options: ReadOptions): Promise<OpenFile | null> {
  return openStream(createReadStream(path, { highWaterMark: chunkBytes }), options);
}

/**
 * The same for a file that arrives. `formatId`: the format it is to be read as, instead of the first that recognises it.
 * @throws AppError also where the file cannot be read as that format; while reading, whatever the source throws.
 */
export async function openStream(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  formatId?: string,
): Promise<OpenFile | null> {
  const { head, whole, bytes, bytesRead } = await peek(source, sampleBytes);
  const sample = sampleOf(head, whole);
  const format = sample && formatOf(sample, formatId);
  if (!sample || !format) {
    await bytes.return(undefined);
    return null;
  }
  return { ...openSampled({ format, sample, bytes, options }), bytesRead };
}

type Sampled = { format: ImportFormat; sample: Sample; bytes: AsyncIterable<Uint8Array>; options: ReadOptions };

/** The same where it was looked at before. @throws AppError where the options do not fit the file. */
export function openSampled({ format, sample, bytes, options }: Sampled): Omit<OpenFile, "bytesRead"> {
  const reader = format.open(options, sample);
  const records = readRecords(bytes, sample, reader.wants);

  async function* found(): AsyncGenerator<Found[]> {
    for await (const entries of records) yield entries.flatMap(foundIn);
    if (reader.end) yield [...reader.end()];
  }
  function foundIn(entry: Entry): Found[] {
    if ("problem" in entry) return [{ kind: "refused", line: entry.line, reason: entry.problem }];
    return [...reader.read(entry.line, entry.record)];
  }
  return { format, found: found(), notes: () => reader.notes?.() ?? [] };
}

/**
 * The format of this id, or the first that recognises a sample; null where none does.
 * @throws AppError where the one that is asked for cannot read it.
 */
export function formatOf(sample: Sample, formatId?: string): ImportFormat | null {
  if (formatId === undefined) return formats.find((format) => format.matches(sample)) ?? null;
  const format = formats.find(({ id }) => id === formatId);
  if (format?.matches(sample)) return format;
  throw new AppError("bad_request", `This file cannot be read as ${format?.label ?? formatId}.`);
}
