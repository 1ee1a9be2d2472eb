import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import type { FileRecord, Sample } from "./import-format.ts";
import { createElementCutter } from "./json-elements.ts";
import { type Line, readLines } from "./read-lines.ts";
import { isObject, rowRecord } from "./sample-file.ts";

/** A record with the line it stands on (of a JSON document: its place in the list), or why it is none. */
export type Entry = { line: number; record: FileRecord } | { line: number; problem: string };

/**
 * The records of a file, some at a time, without ever holding the file. `wants` spares parsing JSON lines that cannot
 * matter. An error of the source is thrown: what was not read is never taken for the end.
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  sample: Sample,
  wants: (text: string) => boolean = () => true,
): AsyncGenerator<Entry[]> {
  if (sample.layout === "table") yield* readTable(bytes, sample);
  else if (sample.layout === "document") yield* readDocument(bytes);
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

async function* readDocument(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Entry[]> {
  const decoder = new TextDecoder("utf-8");
  const cutter = createElementCutter();
  let line = 0;
  const parsed = (element: string): Entry[] => parseLine({ number: ++line, text: element }, () => true);
  for await (const chunk of bytes) {
    const elements = cutter.push(decoder.decode(chunk, { stream: true }));
    if (elements.length > 0) yield elements.flatMap(parsed);
  }
  const { rest, cutOff } = cutter.end();
  if (rest.length > 0) yield rest.flatMap(parsed);
  if (cutOff) yield [{ line: line + 1, problem: "the file ends in the middle of a record (cut off or damaged)" }];
}

async function* readTable(bytes: AsyncIterable<Uint8Array>, { header, delimiter }: Sample): AsyncGenerator<Entry[]> {
  const rows = pipeline(
    Readable.from(bytes, { objectMode: false }),
    parse({ delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }),
    // An error of either reaches the loop below.
    () => {},
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
  return { line, record: rowRecord(header, row) };
}
