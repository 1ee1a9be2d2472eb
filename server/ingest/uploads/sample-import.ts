import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { line } from "#server/catalog/fields.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { event } from "../event.ts";
import { type CsvField, knownColumns } from "../import/csv-columns.ts";
import { formats } from "../import/formats.ts";
import type { Found, Sample } from "../import/import-format.ts";
import { formatOf, openSampled } from "../import/open-file.ts";
import { peek } from "../import/peek.ts";
import { problemOf } from "../import/problem-of.ts";
import { sampleOf } from "../import/sample-file.ts";
import { normalise } from "../normalise.ts";
import { type GuessedNotation, guessNotation } from "./guess-notation.ts";
import { fileStem, importOptions } from "./import-options.ts";
import { uploadedFile } from "./upload-bytes.ts";

/** As much of the beginning of a file as is sent to be looked at. */
export const sampleLimit = 1_000_000;

export const sampleInput = z.strictObject({
  fileName: line(255),
  /** Whether what is sent is the whole file. */
  whole: z.boolean(),
  options: importOptions.omit({ projectId: true }),
});

/** A record as it would be booked, or why not. Nano-dollars as text; null where no price is known. */
type PreviewRow =
  | {
      kind: "call";
      line: number;
      at: string;
      agentId: string;
      provider: string;
      model: string;
      inputTokens: string;
      outputTokens: string;
      costNanos: string | null;
    }
  | { kind: "skipped" | "refused"; line: number; reason: string };

type SampledColumn = { name: string; field: CsvField | null; samples: string[] };

export type ImportSample = {
  /** The format it is read as; null where none recognises it. */
  format: string | null;
  formats: { id: string; label: string; fits: boolean }[];
  /** Of a table: its columns with what their names tell, and how it seems to write dates and numbers. */
  table: { columns: SampledColumn[]; inputExcludesCache: boolean; notation: GuessedNotation } | null;
  rows: PreviewRow[];
  problem: string | null;
};

const shownRows = 6;
const shownSamples = 3;
const mostColumns = 200;

/**
 * What the beginning of a file tells: its format, its columns, its first records as they would be booked.
 * @throws AppError `forbidden`, `bad_request` for a kind of file that is not read.
 */
export async function sampleImport({
  ctx,
  input: { fileName, whole, options },
  body,
}: {
  ctx: Ctx;
  input: z.infer<typeof sampleInput>;
  body: AsyncIterable<Uint8Array>;
}): Promise<ImportSample> {
  requirePermission(ctx, "ingest");
  const upload = uploadedFile(body, { maxBytes: Number.MAX_SAFE_INTEGER, beginning: !whole });
  const { head, whole: nothingFollows, bytes } = await peek(upload.bytes, sampleLimit);
  await bytes.return(undefined);
  const isWhole = whole && nothingFollows;
  const sample = sampleOf(head, isWhole);
  const fitting = sample ? formats.filter((format) => format.matches(sample)) : [];
  const known = formats.map(({ id, label }) => ({ id, label, fits: fitting.some((format) => format.id === id) }));
  const nothing = { format: null, formats: known, table: null, rows: [], problem: null };
  if (!sample) return nothing;
  const table = sample.layout === "table" ? tableOf(sample) : null;
  try {
    const format = formatOf(sample, options.format);
    if (!format) return { ...nothing, table };
    if (format.isReport) throw new AppError("bad_request", `${format.label}: Company Costs › Reconciliation takes it.`);
    const end = isWhole || sample.layout === "document" ? head.length : head.lastIndexOf(10) + 1;
    const readOptions = { ...options, projectId: "preview", fileStem: fileStem(fileName), now: ctx.now };
    const opened = openSampled({ format, sample, bytes: once(head.subarray(0, end)), options: readOptions });
    const found: Found[] = [];
    for await (const items of opened.found) found.push(...items);
    // Of a document only the beginning is here.
    if (!isWhole && sample.layout === "document") found.splice(-1, found.at(-1)?.kind === "refused" ? 1 : 0);
    const prices = await priceBook(ctx.orgId);
    const shown = found.toSorted((a, b) => a.line - b.line).slice(0, shownRows);
    return { ...nothing, format: format.id, table, rows: shown.map((item) => rowOf(item, prices, ctx.now)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const asked = formats.find(({ id }) => id === options.format) ?? fitting[0];
    return { ...nothing, format: asked?.id ?? null, table, problem: error.message };
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function rowOf(item: Found, prices: PriceBook, now: Date): PreviewRow {
  if (item.kind === "reported") return { kind: "refused", line: item.line, reason: "a line of a provider's report" };
  if (item.kind !== "call") return { kind: item.kind, line: item.line, reason: item.reason };
  const parsed = event.safeParse(item.event);
  if (!parsed.success) return { kind: "refused", line: item.line, reason: problemOf(parsed.error) };
  const entry = normalise(parsed.data, prices, now);
  return {
    kind: "call",
    line: item.line,
    at: entry.occurredAt.toISOString(),
    agentId: entry.agentId,
    provider: entry.provider,
    model: entry.model,
    inputTokens: String(entry.inputTokens),
    outputTokens: String(entry.outputTokens),
    costNanos: entry.costNanos === null ? null : String(entry.costNanos),
  };
}

function tableOf({ header, records }: Sample): ImportSample["table"] {
  const { fields, inputExcludesCache } = knownColumns(header);
  const byColumn = new Map([...fields].map(([field, column]) => [column, field]));
  const columns = header.slice(0, mostColumns).map((name): SampledColumn => {
    const texts = records.map((record) => String(record[name] ?? "").trim()).filter((text) => text !== "");
    const samples = [...new Set(texts)].slice(0, shownSamples).map((text) => text.slice(0, 60));
    return { name, field: byColumn.get(name) ?? null, samples };
  });
  const time = fields.get("occurredAt") ?? header.find((name) => /date|time|datum|when/i.test(name));
  const numbers = header.filter((name) => name !== time);
  return { columns, inputExcludesCache, notation: guessNotation(records, { time, numbers }) };
}
