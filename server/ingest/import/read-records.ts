import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { CsvError, parse } from "csv-parse";
import type { FileRecord, Sample } from "./import-format.ts";
import { type Line, readLines } from "./read-lines.ts";
import { documentRecords, isObject } from "./sample-file.ts";

/** A record with the line it stands on (of a JSON document: its place in the list), or why it is none. */
export type Entry = { line: number; record: FileRecord } | { line: number; problem: string };

/**
 * The records of a file, some at a time, without ever holding the file. `wants` spares parsing JSON lines that cannot
 * matter. A JSON document, which can only be read whole, is at most 64 MB (`sampleFile`).
 */
export async function* readRecords(
  bytes: Readable,
  sample: Sample,
  wants: (text: string) => boolean = () => true,
): AsyncGenerator<Entry[]> {
  if (sample.layout === "table") yield* readTable(bytes, sample);
  else if (sample.layout === "document") yield await readDocument(bytes);
  else for await (const lines of readLines(bytes)) yield lines.flatMap((line) => parseLine(line, wants));
}

function parseLine({ number: line, text: content }: Line, wants: (text: string) => boolean): Entry[] {
  if (content === null) return [{ line, problem: "the line is longer than 64 MB" }];
  if (!wants(content)) return [];
  try {
    const record: unknown = JSON.parse(content);
    return [isObject(record) ? { line, record } : { line, problem: "not a JSON object" }];
  } catch {
    return [{ line, problem: "not valid JSON (cut off or damaged)" }];
  }
}

async function readDocument(bytes: Readable): Promise<Entry[]> {
  const records = documentRecords(JSON.parse(await text(bytes)));
  return records.map((record, index) => ({ line: index + 1, record }));
}

async function* readTable(bytes: Readable, { header, delimiter }: Sample): AsyncGenerator<Entry[]> {
  const rows = bytes.pipe(
    parse({ delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }),
  );
  let batch: Entry[] = [];
  let line = 1;
  let isHeader = true;
  try {
    for await (const { record: row, info } of rows) {
      line = info.lines;
      if (!isHeader) batch.push(toEntry(row, header, line));
      isHeader = false;
      if (batch.length >= 1_000) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    batch.push({ line: line + 1, problem: `the table cannot be read any further: ${error.message}` });
  }
  yield batch;
}

function toEntry(row: string[], header: string[], line: number): Entry {
  if (row.length !== header.length) {
    return { line, problem: `the row has ${row.length} columns, the header ${header.length}` };
  }
  return { line, record: Object.fromEntries(header.map((name, index) => [name, row[index]])) };
}
