import { parse } from "csv-parse/sync";
import { documentLists } from "./document-lists.ts";
import type { FileRecord, Sample } from "./import-format.ts";
import { createElementCutter } from "./json-elements.ts";

/** How much of a file is looked at to recognise it. */
export const sampleBytes = 4 * 1024 * 1024;
const sampleLines = 500;
const sampleRows = 50;

/**
 * How a file is laid out by its first bytes: JSON lines, one JSON document, or a table with a header; `whole` says that
 * nothing follows them. Null for what is none of these (binary, prose, empty).
 */
export function sampleOf(head: Buffer, whole: boolean): Sample | null {
  return head.includes(0) ? null : sampleText(new TextDecoder().decode(head), whole);
}

/** The same of a text. */
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
  const document = whole ? parseJson(text) : null;
  const found = whole ? documentRecords(document) : firstElements(text);
  const envelope = isObject(document) ? { envelope: document } : {};
  return found.length ? { ...noTable, ...envelope, layout: "document", records: found.slice(0, sampleLines) } : null;
}

function sampleTable(text: string, first: string): Sample | null {
  const delimiter = delimiterOf(first);
  const [header, ...rows] = firstRows(text, delimiter);
  // Prose has commas too, but not the same number on every line.
  if (!header || header.length < 2 || rows[0]?.length !== header.length) return null;
  const records = rows.filter((row) => row.length === header.length).map((row) => rowRecord(header, row));
  return { layout: "table", records, header, delimiter };
}

/** A row of a table by the names of its header. */
export function rowRecord(header: readonly string[], row: readonly string[]): FileRecord {
  return Object.fromEntries(header.map((name, index) => [name, row[index]]));
}

/** The records of a document of which only the beginning is here, as far as they are whole. */
function firstElements(text: string): FileRecord[] {
  return createElementCutter().push(text).map(parseJson).filter(isObject);
}

const noTable = { header: [], delimiter: "," };

/** The records of a JSON document: of a list, of the list in one of `documentLists`, or the one object itself. */
function documentRecords(document: unknown): FileRecord[] {
  if (Array.isArray(document)) return document.filter(isObject);
  if (!isObject(document)) return [];
  const list = [...documentLists].map((name) => document[name]).find((value) => Array.isArray(value));
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
  const options = { delimiter, bom: true, trim: true, relax_column_count: true, skip_empty_lines: true };
  // A damaged row further down is no reason not to recognise the table.
  for (const to of [1 + sampleRows, 2]) {
    try {
      return parse(text, { ...options, to });
    } catch {}
  }
  return [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
