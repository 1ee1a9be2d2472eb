import { open } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { FileRecord, Sample } from "./import-format.ts";

const sampleBytes = 4 * 1024 * 1024;
const sampleLines = 500;

/**
 * The beginning of a file and how it is laid out: JSON lines, one JSON document, or a table with a header. Null for
 * what is none of these (binary, prose, empty).
 */
export async function sampleFile(path: string): Promise<Sample | null> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(sampleBytes), length: sampleBytes });
    const bytes = buffer.subarray(0, bytesRead);
    return bytes.includes(0) ? null : sampleText(new TextDecoder().decode(bytes), bytesRead < sampleBytes);
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

  if (/^[[{]/.test(first)) {
    const records = /^[[{]$/.test(first) ? [] : filled.map(parseObject).filter((record) => record !== null);
    if (records.length) return { ...noTable, layout: "lines", records };
    const document = whole ? documentRecords(parseJson(text)) : null;
    return document?.length ? { ...noTable, layout: "document", records: document.slice(0, sampleLines) } : null;
  }
  const delimiter = delimiterOf(first);
  const header = headerOf(first, delimiter);
  return header.length > 1 && filled.length > 1 ? { layout: "table", records: [], header, delimiter } : null;
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

function headerOf(line: string, delimiter: string): string[] {
  try {
    const [row] = parse(line, { delimiter, bom: true, trim: true });
    return row ?? [];
  } catch {
    return [];
  }
}

function parseObject(text: string): FileRecord | null {
  const value = parseJson(text);
  return isObject(value) ? value : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
