import { createReadStream } from "node:fs";
import { formats } from "./formats.ts";
import type { Found, ImportFormat, ReadOptions } from "./import-format.ts";
import { type Entry, readRecords } from "./read-records.ts";
import { sampleFile } from "./sample-file.ts";

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
  const sample = await sampleFile(path);
  if (!sample) return null;
  const format = formats.find((candidate) => candidate.matches(sample));
  if (!format) return null;
  const reader = format.open(options, sample);
  const bytes = createReadStream(path, { highWaterMark: chunkBytes });

  const records = readRecords(bytes, sample, reader.wants);

  async function* found(): AsyncGenerator<Found[]> {
    for await (const entries of records) yield entries.flatMap(foundIn);
    if (reader.end) yield [...reader.end()];
  }
  function foundIn(entry: Entry): Found[] {
    if ("problem" in entry) return [{ kind: "refused", line: entry.line, reason: entry.problem }];
    return [...reader.read(entry.line, entry.record)];
  }
  return { format, found: found(), bytesRead: () => bytes.bytesRead, notes: () => reader.notes?.() ?? [] };
}
