import { AppError } from "#server/errors.ts";
import type { ColumnMap, ColumnSource, TableNotation } from "./import-format.ts";

/** Fields of Event that a column can fill, and the headers that are taken for them, best first, in letters and digits only. */
const headers = {
  id: ["id", "eventid", "requestid", "callid", "generationid", "transactionid"],
  occurredAt: [
    ...["occurredat", "timestamp", "time", "datetime", "createdat", "starttime", "submissiontime", "date"],
    ...["timestamputc", "timeutc", "datetimeutc", "createdatutc", "starttimeutc", "dateutc", "startedat", "eventtime"],
    ...["requesttime", "requestedat", "requestcreatedat", "usagedate"],
  ],
  agentId: ["agentid", "agent", "agentname", "agentkind"],
  agentType: ["agenttype"],
  runId: ["runid", "pipelinerunid"],
  jobId: ["jobid"],
  sessionId: ["sessionid", "session", "conversationid"],
  attempt: ["attempt"],
  provider: ["provider", "providerid", "modelprovider", "providername", "customllmprovider"],
  model: ["model", "modelname", "modelid", "modelpermaslug", "modeldir", "mainmodel", "aimodel"],
  inputTokens: [
    ...["inputtokens", "prompttokens", "contexttokens", "tokensprompt", "tokensinput", "tokensin", "inputtokencount"],
    ...["prompttokencount", "totalinputtokens", "inputwocachewrite", "promptusage", "inputusage"],
  ],
  cachedInputTokens: [
    ...["cachedinputtokens", "cachereadinputtokens", "cachereadtokens", "cachedtokens", "cacheread", "tokenscached"],
    "inputcachedtokens",
  ],
  cacheWriteTokens: ["cachewritetokens", "cachecreationinputtokens", "cachecreationtokens", "inputwcachewrite"],
  cacheWrite1hTokens: ["cachewrite1htokens"],
  outputTokens: [
    "outputtokens",
    "completiontokens",
    "generatedtokens",
    "tokenscompletion",
    "tokensoutput",
    "tokensout",
    ...["outputtokencount", "completiontokencount", "totaloutputtokens", "completionusage", "outputusage"],
  ],
  reasoningTokens: ["reasoningtokens", "reasoningoutputtokens", "thoughtstokens"],
  serviceTier: ["servicetier"],
  cost: ["cost", "costusd", "costdollars", "spend", "costtotal", "totalcostusd", "amountusd", "totalcost", "spendusd"],
  costCents: ["costcents"],
  status: ["status"],
  effort: ["effort", "reasoningeffort"],
} as const satisfies Record<string, readonly string[]>;

export type CsvField = keyof typeof headers;
export type CsvColumns = {
  sources: Map<CsvField, ColumnSource>;
  inputExcludesCache: boolean;
  notation: TableNotation;
};

/** Every field, in the order in which people look for them. */
const csvFields = Object.keys(headers) as CsvField[];

/** Names that Anthropic and Cursor use for counts that lie beside the input, not inside it. */
const besideInput = new Set([
  ...["cachereadinputtokens", "cachecreationinputtokens", "cachecreationtokens", "inputwcachewrite"],
]);

/**
 * Which column fills which field: the map first, well-known headers for the rest.
 * `model` is that of every row which names none. @throws AppError naming the header's columns where the map asks for a
 * field or column that does not exist, and where nothing tells the time, tokens or cost, or a model or cost.
 */
export function matchColumns(header: readonly string[], map: ColumnMap | undefined, model?: string): CsvColumns {
  const sources = new Map<CsvField, ColumnSource>();
  for (const [field, source] of Object.entries(map?.fields ?? {})) {
    if (!isField(field))
      throw problem(`--map: there is no field "${field}". Fields are ${Object.keys(headers).join(", ")}.`);
    if (source === undefined) continue;
    const column = typeof source === "string" ? source : "column" in source ? source.column : null;
    if (column !== null && !header.includes(column)) {
      throw problem(`--map: the file has no column "${column}". Its columns are ${header.join(", ")}.`);
    }
    sources.set(field, source);
  }

  if (!map?.only) fillKnown(sources, header);

  if (!sources.has("occurredAt")) throw problem(missing("the time of a call", "occurredAt", header));
  if (!["inputTokens", "outputTokens", "cost", "costCents"].some((field) => isField(field) && sources.has(field))) {
    throw problem(missing("tokens or cost", "inputTokens", header));
  }
  if (!model && !["model", "cost", "costCents"].some((field) => isField(field) && sources.has(field))) {
    throw problem(
      `No column tells the model or the cost, so nothing in this file could be priced. The columns are ${header.join(", ")}. Where one names the model, choose it on Settings › Import or say --map model=<column>; where all rows are of one, --model <name>.`,
    );
  }
  return {
    sources,
    inputExcludesCache: map?.inputExcludesCache ?? liesBeside(sources),
    notation: map ?? {},
  };
}

/** What well-known headers tell by themselves: which column fills which field. */
export function knownColumns(header: readonly string[]): {
  fields: Map<CsvField, string>;
  inputExcludesCache: boolean;
} {
  const sources = new Map<CsvField, ColumnSource>();
  fillKnown(sources, header);
  const fields = new Map([...sources].map(([field, source]) => [field, String(source)]));
  return { fields, inputExcludesCache: liesBeside(sources) };
}

function fillKnown(sources: Map<CsvField, ColumnSource>, header: readonly string[]): void {
  const taken = new Set(
    [...sources.values()].map((s) => (typeof s === "string" ? s : "column" in s ? s.column : null)),
  );
  const byPlainName = new Map(header.map((name) => [plain(name), name]));
  for (const field of csvFields) {
    if (sources.has(field)) continue;
    const known = headers[field].map((name) => byPlainName.get(name)).find((name) => name && !taken.has(name));
    if (known) sources.set(field, known);
  }
}

function liesBeside(sources: ReadonlyMap<CsvField, ColumnSource>): boolean {
  const parts = [sources.get("cachedInputTokens"), sources.get("cacheWriteTokens")];
  return parts.some((source) => typeof source === "string" && besideInput.has(plain(source)));
}

/** "occurredAt ← TIMESTAMP, inputTokens ← ContextTokens; not used: note". */
export function describeColumns({ sources, inputExcludesCache }: CsvColumns, header: readonly string[]): string {
  const used = new Set<string>();
  const parts = [...sources].map(([field, source]) => {
    if (typeof source === "object" && "value" in source) return `${field} = ${source.value}`;
    const column = typeof source === "string" ? source : source.column;
    used.add(column);
    return `${field} ← ${column}`;
  });
  const unused = header.filter((column) => !used.has(column));
  return [
    parts.join(", "),
    ...(inputExcludesCache ? ["cached tokens are added to the input column"] : []),
    ...(unused.length ? [`not used: ${unused.join(", ")}`] : []),
  ].join("; ");
}

function isField(field: string): field is CsvField {
  return Object.hasOwn(headers, field);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function missing(what: string, field: CsvField, header: readonly string[]): string {
  return `No column tells ${what}. The columns are ${header.join(", ")}. Choose it on Settings › Import, or say which one it is: --map ${field}=<column>.`;
}

function problem(message: string): AppError {
  return new AppError("bad_request", message);
}
