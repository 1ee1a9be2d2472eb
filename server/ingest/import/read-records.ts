import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { AppError } from "#server/errors.ts";
import type { FileRecord, Sample } from "./import-format.ts";
import { type Line, readLines } from "./read-lines.ts";
import { documentRecords, isObject } from "./sample-file.ts";

/** A record with the line it stands on (of a JSON document: its place in the list), or why it is none. */
export type Entry = { line: number; record: FileRecord } | { line: number; problem: string };

const maxDocumentBytes = 64 * 1024 * 1024;

/**
 * The records of a file, some at a time, without ever holding the file. `wants` spares parsing JSON lines that cannot
 * matter. @throws AppError for a JSON document above 64 MB, which can only be read whole.
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

function parseLine({ number: line, text }: Line, wants: (text: string) => boolean): Entry[] {
  if (text === null) return [{ line, problem: "the line is longer than 64 MB" }];
  if (!wants(text)) return [];
  try {
    const record: unknown = JSON.parse(text);
    return [isObject(record) ? { line, record } : { line, problem: "not a JSON object" }];
  } catch {
    return [{ line, problem: "not valid JSON (cut off or damaged)" }];
  }
}

async function readDocument(bytes: Readable): Promise<Entry[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxDocumentBytes) {
      throw new AppError(
        "payload_too_large",
        "A JSON document above 64 MB cannot be read piece by piece. Write one object a line: jq -c '.[]' file.json > file.ndjson",
      );
    }
    chunks.push(chunk);
  }
  const records = documentRecords(JSON.parse(Buffer.concat(chunks).toString("utf8")));
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
