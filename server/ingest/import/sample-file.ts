import { open, readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { FileRecord, Sample } from "./import-format.ts";

const sampleBytes = 4 * 1024 * 1024;
const sampleLines = 500;

/** A document can only be read whole. */
const maxDocumentBytes = 64 * 1024 * 1024;

/**
 * The beginning of a file and how it is laid out: JSON lines, one JSON document, or a table with a header. Null for
 * what is none of these (binary, prose, empty, a JSON document above 64 MB).
 */
export async function sampleFile(path: string): Promise<Sample | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(Math.min(size, sampleBytes)), position: 0 });
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.includes(0)) return null;
    const sample = sampleText(new TextDecoder().decode(bytes), size <= sampleBytes);
    if (sample || size <= sampleBytes || size > maxDocumentBytes) return sample;
    return sampleText(await readFile(path, "utf8"), true);
  } finally {
    await file.close();
  }
}

/** The same of a text; `whole` says that nothing follows it. */
export function sampleText(text: string, whole: boolean): Sample | null {
  const lines = text.split("\n");
  if (!whole && lines.length > 1) lines.pop();
  const filled = lines.filter((line) => line.trim() !== "").slice(0, sampleLines);
  const first = filled[0]?.trim();
  if (!first) return null;
  return /^[[{]/.test(first) ? sampleJson(text, first, filled, whole) : sampleTable(text, first);
}

function sampleJson(text: string, first: string, lines: string[], whole: boolean): Sample | null {
  const records = /^[[{]$/.test(first) ? [] : lines.map(parseJson).filter(isObject);
  if (records.length) return { ...noTable, layout: "lines", records };
  const document = whole ? documentRecords(parseJson(text)) : [];
  return document.length ? { ...noTable, layout: "document", records: document.slice(0, sampleLines) } : null;
}

function sampleTable(text: string, first: string): Sample | null {
  const delimiter = delimiterOf(first);
  const [header, row] = firstRows(text, delimiter);
  // Prose has commas too, but not the same number on every line.
  if (!header || header.length < 2 || row?.length !== header.length) return null;
  return { layout: "table", records: [], header, delimiter };
}

const noTable = { header: [], delimiter: "," };

/** The records of a JSON document: of a list, of the list in `events` or `data`, or the one object itself. */
export function documentRecords(document: unknown): FileRecord[] {
  if (Array.isArray(document)) return document.filter(isObject);
  if (!isObject(document)) return [];
  const list = document.events ?? document.data;
  return Array.isArray(list) ? list.filter(isObject) : [document];
}

/** The delimiter of a table is the one that cuts its header into the most columns. */
function delimiterOf(header: string): string {
  const counts = [",", ";", "\t", "|"].map((delimiter) => ({ delimiter, columns: header.split(delimiter).length }));
  return counts.reduce((best, next) => (next.columns > best.columns ? next : best)).delimiter;
}

export function isObject(value: unknown): value is FileRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function firstRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, bom: true, trim: true, relax_column_count: true, skip_empty_lines: true, to: 2 });
  } catch {
    return [];
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
