import type { ColumnMap } from "#server/ingest/import/import-format.ts";
import type { ImportSample } from "#server/ingest/uploads/sample-import.ts";

export type SampledTable = NonNullable<ImportSample["table"]>;

/** What a column of a table can tell, in the order in which people look for it. */
export const fieldLabels: Record<string, string> = {
  occurredAt: "Time of the Call",
  model: "Model",
  provider: "Provider",
  inputTokens: "Input Tokens",
  cachedInputTokens: "Cached Input Tokens",
  cacheWriteTokens: "Cache Write Tokens",
  cacheWrite1hTokens: "1-Hour Cache Write Tokens",
  outputTokens: "Output Tokens",
  reasoningTokens: "Reasoning Tokens",
  cost: "Cost",
  costCents: "Cost in US Cents",
  id: "Id of the Call",
  agentId: "Agent",
  agentType: "Agent Type",
  runId: "Pipeline Run",
  jobId: "Job",
  sessionId: "Session",
  attempt: "Attempt",
  status: "Status",
  serviceTier: "Service Tier",
  effort: "Effort",
};

/** How the columns of a table are read: the field of each that is used, by the column's name, and how values are written. */
export type Mapping = {
  fields: Record<string, string>;
  order: "" | "dmy" | "mdy";
  zone: string;
  decimalComma: boolean;
  /** US dollars in one unit, as decimal text. */
  costUnit: string;
  tokenUnit: "1" | "1000" | "1000000";
  inputExcludesCache: boolean;
};

/** What the names of the columns and the first rows tell. */
export function guessedMapping({ columns, inputExcludesCache, notation }: SampledTable): Mapping {
  return {
    fields: Object.fromEntries(columns.flatMap(({ name, field }) => (field ? [[name, field]] : []))),
    order: notation.order === "dmy" || notation.order === "mdy" ? notation.order : "",
    zone: "UTC",
    decimalComma: notation.decimalComma,
    costUnit: "1",
    tokenUnit: "1",
    inputExcludesCache,
  };
}

/** The mapping with another field for a column: no field comes from two. */
export function withField(mapping: Mapping, column: string, field: string): Mapping {
  const others = Object.entries(mapping.fields).filter(([name, of]) => name !== column && of !== field);
  return { ...mapping, fields: { ...Object.fromEntries(others), ...(field && { [column]: field }) } };
}

/** The columns of a table as the server takes them. */
export type SentColumns = Omit<ColumnMap, "fields"> & { fields: Record<string, string> };

/** The same as the server takes it. */
export function columnMapOf(mapping: Mapping): SentColumns {
  const { fields, order, zone, decimalComma, costUnit, tokenUnit, inputExcludesCache } = mapping;
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([column, field]) => [field, column])),
    only: true,
    inputExcludesCache,
    ...(order && { order }),
    ...(zone !== "UTC" && { zone }),
    ...(decimalComma && { decimalComma }),
    // What is half typed is not sent; `mappingProblem` asks for the rest.
    ...(costUnit !== "1" && isAmount(costUnit) && { costUnit }),
    ...(tokenUnit !== "1" && { tokenUnit: Number(tokenUnit) as 1000 | 1_000_000 }),
  };
}

/** What has to be said before the table can be read; null where nothing is missing. `model` is that of rows that name none. */
export function mappingProblem(mapping: Mapping, table: SampledTable, model: string): string | null {
  const used = new Set(Object.values(mapping.fields));
  if (!used.has("occurredAt")) return "Choose the column that tells the time of a call.";
  const charged = ["inputTokens", "outputTokens", "cost", "costCents"].some((field) => used.has(field));
  if (!charged) return "Choose the columns that tell tokens or cost.";
  const priced = ["model", "cost", "costCents"].some((field) => used.has(field)) || model !== "";
  if (!priced) return "Choose the column that names the model, or enter the model of all rows.";
  if (table.notation.order === "ambiguous" && mapping.order === "") {
    return "Its dates can be read two ways. Choose whether the day or the month comes first.";
  }
  const amount = isAmount(mapping.costUnit);
  return amount ? null : "Enter how many US dollars one unit of the cost is, such as 1.08.";
}

const isAmount = (text: string): boolean => /^\d+(\.\d+)?$/.test(text) && Number(text) > 0;
