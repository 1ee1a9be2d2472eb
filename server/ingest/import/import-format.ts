import type { ReportBucket } from "#server/reconciliation/provider-report.ts";
import type { Event } from "../event.ts";
import type { TimeNotation } from "./parse-time.ts";

/** A JSON object of a file, or a row of a table by the names of its header. */
export type FileRecord = Record<string, unknown>;

/**
 * What a record of a file turned out to be. Every record that speaks of usage becomes exactly one of these:
 * a call; a stretch of a provider's report (`reported`), which is no charge but what charges are held against; something
 * that is not a charge of its own (`skipped`: a repeat, a placeholder, a call still being written); or something that should
 * have been a call and cannot be read as one (`refused`).
 */
export type Found =
  | { kind: "reported"; line: number; bucket: ReportBucket }
  | { kind: "call"; line: number; event: Event | FileRecord }
  | { kind: "skipped"; line: number; reason: string }
  | { kind: "refused"; line: number; reason: string };

/** What the command line says about every call of a file. */
export type ReadOptions = {
  /** Name of the file without folder and ending; stands in for a session id where the file names none. */
  fileStem: string;
  projectId: string;
  /** Default: the name of the tool that wrote the file. */
  agentId?: string;
  agentType?: string;
  /** For files that name no provider or model. */
  provider?: string;
  model?: string;
  columns?: ColumnMap;
  /** What kind of agent stands behind an id in a log that does not tell it itself. */
  subagentTypes?: ReadonlyMap<string, string>;
  /** To tell a call that may still be written from a finished one. */
  now: Date;
};

/** Where a field of Event comes from: a column, a column counted in `unit` from an instant, or one value for all rows. */
export type ColumnSource = string | { column: string; from?: string; unit?: "s" | "ms" } | { value: string | number };

/** How a table writes what cannot be told from a cell alone. */
export type TableNotation = TimeNotation & {
  /** `1.234,56` instead of `1,234.56`. */
  decimalComma?: boolean | undefined;
  /** US dollars in one unit of the cost column, as a decimal: `0.01` for cents, a rate for another currency. */
  costUnit?: string | undefined;
  /** Tokens in one unit of the token columns. */
  tokenUnit?: 1 | 1000 | 1_000_000 | undefined;
};

/**
 * Field of Event → where its values come from (`--map`). `inputExcludesCache`: cached tokens are not in the input column.
 * `only`: well-known headers fill no other field.
 */
export type ColumnMap = TableNotation & {
  fields: Partial<Record<string, ColumnSource>>;
  inputExcludesCache?: boolean | undefined;
  only?: boolean | undefined;
};

/** Turns the records of one file, in their order, into calls. Pure but for what it remembers between records. */
export type Reader = {
  /** A cheap test on the raw line: false spares parsing it. Absent: every line is parsed. */
  wants?: (text: string) => boolean;
  read: (line: number, record: FileRecord) => Iterable<Found>;
  /** Once, after the last record: what was held back. */
  end?: () => Iterable<Found>;
  /** What a person should know of how the file was read, such as which column became what. */
  notes?: () => string[];
};

/** The beginning of a file, as far as it could be read. */
export type Sample = {
  layout: "lines" | "document" | "table";
  records: FileRecord[];
  /** Of one document that is all there: the object around its records, which may say that there are more elsewhere. */
  envelope?: FileRecord;
  /** Of a table. */
  header: string[];
  delimiter: string;
};

export type ImportFormat = {
  id: string;
  /** As people call it, for messages. */
  label: string;
  /** What sets off the pipeline runs of its calls (a session of a tool is a run), where it makes any. */
  runTrigger?: string;
  /** A provider's report: kept beside the ledger, of no project. */
  isReport?: boolean;
  /** By content, never by name alone. */
  matches: (sample: Sample) => boolean;
  /** @throws AppError where the options do not fit the file, such as a mapped column that is not there. */
  open: (options: ReadOptions, sample: Sample) => Reader;
};
