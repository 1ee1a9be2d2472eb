import type { Event } from "../event.ts";
import { type CsvColumns, type CsvField, describeColumns, matchColumns } from "./csv-columns.ts";
import type { FileRecord, Found, ImportFormat, Reader, ReadOptions, Sample, TableNotation } from "./import-format.ts";
import { parseTime } from "./parse-time.ts";
import { providerOfModel } from "./provider-of-model.ts";
import { readNumber } from "./read-number.ts";
import { createContentIds, stableId } from "./stable-id.ts";

/**
 * Tables with a header (CSV, TSV, `;`): well-known columns by themselves, others by `--map`. A blank is not a zero:
 * a blank cost leaves the row to the price book, and a row with neither cost nor tokens is refused. A row without an
 * id gets one from its content.
 */
export const csv: ImportFormat = {
  id: "csv",
  label: "CSV with a header",
  matches: ({ layout, header }) => layout === "table" && header.length > 1,
  open: createReader,
};

const tokenFields = [
  "inputTokens",
  "cachedInputTokens",
  "cacheWriteTokens",
  "cacheWrite1hTokens",
  "outputTokens",
  "reasoningTokens",
] as const;

function createReader(options: ReadOptions, { header }: Sample): Reader {
  const columns = matchColumns(header, options.columns, options.model);
  const contentId = createContentIds("csv");
  const isAgentRuns = agentRunColumns.every((column) => header.includes(column));

  return {
    *read(line, record) {
      try {
        const run = isAgentRuns ? agentRun(record) : null;
        const event = eventOf(record, columns, options);
        yield { kind: "call", line, event: { id: run?.id ?? idOf(record, event), ...event, ...run?.extra } };
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error;
        yield { kind: "refused", line, reason: error.message } satisfies Found;
      }
    },
    notes: () => [describeColumns(columns, header)],
  };

  /** A table's own ids may be mere row numbers, so the time of the call goes with them. */
  function idOf(record: FileRecord, { occurredAt }: Omit<Event, "id">): string {
    const id = cell(record, columns, "id");
    return id ? stableId("csv", id, timeInId(record, columns, occurredAt)) : contentId(record);
  }
}

/** What of the time goes into an id: nothing that another zone or order of day and month would change. */
function timeInId(record: FileRecord, columns: CsvColumns, occurredAt: string | undefined): string {
  const { order, zone } = columns.notation;
  const text = cell(record, columns, "occurredAt");
  if (order !== undefined && "problem" in parseTime(text)) return text;
  const time = zone === undefined ? null : parseTime(text, { zone });
  const shown = time && "at" in time ? time.wall : undefined;
  return String(shown ?? Date.parse(occurredAt ?? ""));
}

/** Columns of agent benchmark results, where a row is a whole run of an agent on one instance. */
const agentRunColumns = ["agent_kind", "model_dir", "benchmark", "instance_id"];

function agentRun(record: FileRecord) {
  const parts = agentRunColumns.map((column) => String(record[column]));
  return {
    id: stableId("csv", ...parts),
    extra: {
      jobId: stableId("csv", ...parts),
      tags: { source: "csv", benchmark: String(record.benchmark), resolved: String(record.resolved ?? "") },
    },
  };
}

class RowProblem extends Error {}

function eventOf(record: FileRecord, columns: CsvColumns, options: ReadOptions): Omit<Event, "id"> {
  const text = (field: CsvField) => cell(record, columns, field);
  const tokens: Partial<Record<(typeof tokenFields)[number], number>> = {};
  for (const field of tokenFields) {
    const value = text(field);
    if (value !== "") tokens[field] = whole(value, field, columns.notation, columns.notation.tokenUnit);
  }
  if (columns.inputExcludesCache && tokens.inputTokens !== undefined) {
    tokens.inputTokens +=
      (tokens.cachedInputTokens ?? 0) + (tokens.cacheWriteTokens ?? 0) + (tokens.cacheWrite1hTokens ?? 0);
  }
  const cost = costOf(text("cost"), text("costCents"), columns.notation);
  if (cost === null && tokens.inputTokens === undefined && tokens.outputTokens === undefined) {
    throw new RowProblem("neither a cost nor token counts: nothing to charge");
  }

  if (cost === null && !text("model") && !options.model) {
    throw new RowProblem("neither a model nor a cost, so there is no price for it; --model <name> names it");
  }
  const model = text("model") || options.model || "unknown";
  const named = providerOfModel(model);
  const provider = text("provider") || options.provider;
  const optional = { runId: text("runId"), jobId: text("jobId"), sessionId: text("sessionId") };
  return {
    occurredAt: timeOf(record, columns).toISOString(),
    projectId: options.projectId,
    agentId: options.agentId ?? (text("agentId") ? stableId(text("agentId")) : "csv-import"),
    ...nonEmpty({ agentType: options.agentType ?? text("agentType") }),
    ...nonEmpty(Object.fromEntries(Object.entries(optional).map(([key, value]) => [key, value && stableId(value)]))),
    ...(text("attempt") && { attempt: whole(text("attempt"), "attempt", columns.notation) }),
    provider: provider || named.provider || "unknown",
    model: provider ? model : named.model,
    ...tokens,
    inputTokens: tokens.inputTokens ?? 0,
    outputTokens: tokens.outputTokens ?? 0,
    ...(cost !== null && { cost }),
    ...nonEmpty({ serviceTier: text("serviceTier"), effort: text("effort") }),
    ...(failed.test(text("status")) && { status: "error" as const }),
    tags: { source: "csv" },
  };
}

const failed = /^(error|errored|failed|failure|[45]\d\d)$/i;

/** The text of a field, trimmed; "" where there is none, and for the words that tables write for nothing. */
function cell(record: FileRecord, { sources }: CsvColumns, field: CsvField): string {
  const source = sources.get(field);
  if (source === undefined) return "";
  if (typeof source === "object" && "value" in source) return String(source.value);
  const value = String(record[typeof source === "string" ? source : source.column] ?? "").trim();
  return /^(null|none|nan|n\/a|-)$/i.test(value) && field !== "model" ? "" : value;
}

function timeOf(record: FileRecord, columns: CsvColumns): Date {
  const source = columns.sources.get("occurredAt");
  const text = cell(record, columns, "occurredAt");
  if (typeof source === "object" && "column" in source && source.from !== undefined) {
    const from = parseTime(source.from);
    const passed = Number(text);
    if ("problem" in from) throw new RowProblem(`--map: "from" ${from.problem}`);
    if (text === "" || !Number.isFinite(passed)) throw new RowProblem(`time "${text}" is not a number`);
    return new Date(from.at.getTime() + passed * (source.unit === "s" ? 1000 : 1));
  }
  const time = parseTime(text, columns.notation);
  if ("problem" in time) throw new RowProblem(time.problem);
  return time.at;
}

/** Whole numbers, also as tables write them: `1200`, `1,200`, `1200.0`, or in thousands. */
function whole(text: string, field: string, { decimalComma }: TableNotation, unit: number = 1): number {
  const value = readNumber(text, { comma: decimalComma ?? false, unit: String(unit) });
  if (value === null || !Number.isInteger(value))
    throw new RowProblem(`${field} "${text.slice(0, 40)}" is not a whole number`);
  return value;
}

function costOf(money: string, cents: string, { decimalComma, costUnit = "1" }: TableNotation): number | null {
  const text = money || cents;
  if (text === "") return null;
  const value = readNumber(text, { comma: decimalComma ?? false, unit: money ? costUnit : "0.01" });
  if (value === null) throw new RowProblem(`cost "${text.slice(0, 40)}" is not an amount`);
  return value;
}

function nonEmpty(fields: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(entries);
}
