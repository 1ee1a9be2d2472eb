import { z } from "zod";
import { AppError } from "#server/errors.ts";
import { type NanoDollars, parseDollars } from "#server/money/amount.ts";
import type { ReportBucket, ReportKind, ReportLine, ReportProvider } from "#server/reconciliation/provider-report.ts";
import { accountsBegin, dayKey, dayMs } from "#server/time/window.ts";
import type { FileRecord, Found, Reader } from "./import-format.ts";
import { isObject } from "./sample-file.ts";

/** A stretch of time in a report, and what stands in it. */
export type RawBucket = {
  start: Date;
  end: Date;
  results: readonly unknown[];
  /** Of a report that has one row a record: the row, by which one that comes twice is told. Such pages cut days in two. */
  row?: string;
};

/** What one result of a report turned out to be. */
export type ReadResult = { report: ReportKind; line: ReportLine } | { skipped: string } | { refused: string };

/** A whole number of tokens or requests. */
export const reportCount = z.int("must be a whole number").min(0, "must be 0 or more").transform(BigInt);

/** A model as a provider writes it; null or absent where the report is not by model. */
export const reportModel = z
  .string()
  .max(200, "must be at most 200 characters")
  .regex(/^[^\p{C}]*$/u, "must be visible characters")
  .nullish()
  .transform((name) => name?.trim().toLowerCase() ?? "");

/** The buckets of a page of a report, or the one bucket that a record is; null for what is neither. */
export function rawBuckets(record: FileRecord, toBucket: (record: FileRecord) => RawBucket | null): RawBucket[] | null {
  const bucket = toBucket(record);
  if (bucket) return [bucket];
  if (!Array.isArray(record.data)) return null;
  const buckets = record.data.map((item) => (isObject(item) ? toBucket(item) : null));
  return buckets.every((item) => item !== null) ? buckets : null;
}

/**
 * Reads the pages of a provider's report. Nothing of a bucket is kept of which one result is refused, since it would say
 * less than what was billed. An empty bucket says that nothing was used, of what the other buckets of the file are about.
 */
export function createReportReader({
  provider,
  now,
  envelope = {},
  toBucket,
  readResult,
}: {
  provider: ReportProvider;
  now: Date;
  /** The page, where its buckets are the records. */
  envelope?: FileRecord | undefined;
  toBucket: (record: FileRecord) => RawBucket | null;
  readResult: (result: unknown) => ReadResult;
}): Reader {
  const found: { line: number; bucket: ReportBucket }[] = [];
  const empty: { line: number; start: Date; end: Date }[] = [];
  const rows = new Set<string>();
  let nextPage = nextPageOf(envelope);

  function* readBucket(line: number, { start, end, results, row }: RawBucket): Generator<Found> {
    if (row !== undefined) {
      if (rows.has(row)) {
        yield { kind: "skipped", line, reason: "a row that is in the file twice" };
        return;
      }
      rows.add(row);
    }
    const problem = spanProblem(start, end, now);
    if (problem) {
      yield { kind: "refused", line, reason: problem };
      return;
    }
    const read = results.map(readResult);
    for (const result of read) if ("skipped" in result) yield { kind: "skipped", line, reason: result.skipped };
    const refused = read.filter((result) => "refused" in result);
    const kept = read.filter((result) => "line" in result);
    for (const { refused: reason } of refused) yield { kind: "refused", line, reason: `${dayKey(start)}: ${reason}` };
    if (refused.length > 0) {
      const reason = `${dayKey(start)} is not kept, since a line of it is refused`;
      for (const _ of kept) yield { kind: "refused", line, reason };
      return;
    }
    if (read.length === 0) empty.push({ line, start, end });
    for (const [report, lines] of Map.groupBy(kept, (result) => result.report)) {
      add(line, { provider, report, start, end, lines: lines.map((result) => result.line) }, row !== undefined);
    }
  }

  function add(line: number, bucket: ReportBucket, isRow: boolean): void {
    const before = isRow && found.find((one) => one.bucket.report === bucket.report && sameSpan(one.bucket, bucket));
    if (before) before.bucket = { ...before.bucket, lines: [...before.bucket.lines, ...bucket.lines] };
    else found.push({ line, bucket });
  }

  return {
    *read(line, record) {
      const buckets = rawBuckets(record, toBucket);
      if (!buckets) {
        yield { kind: "refused", line, reason: "neither a page nor a bucket of the report" };
        return;
      }
      if ("has_more" in record) nextPage = nextPageOf(record);
      for (const bucket of buckets) yield* readBucket(line, bucket);
    },
    *end() {
      const reports = new Set(found.map(({ bucket }) => bucket.report));
      const [report] = reports;
      for (const { line, start, end } of empty) {
        if (report && reports.size === 1) found.push({ line, bucket: { provider, report, start, end, lines: [] } });
        else yield { kind: "skipped", line, reason: "an empty bucket in a file that does not say of which report" };
      }
      const isCut = rows.size > 0 && nextPage !== null;
      for (const { line, bucket } of found) {
        if (isCut) yield { kind: "refused", line, reason: cutOff };
        else yield { kind: "reported", line, bucket };
      }
    },
    notes() {
      const days = found.map(({ bucket }) => dayKey(bucket.start)).sort();
      const [first, last] = [days[0], days.at(-1)];
      return [
        ...(first
          ? [
              `${first === last ? first : `${first} to ${last}`} (UTC), held against the ledger in Company Costs › Reconciliation`,
            ]
          : []),
        ...(nextPage ? [`There are more pages: ask with page=${nextPage} and import that answer as well.`] : []),
      ];
    },
  };
}

/** Where the report goes on; null where this is its end. */
function nextPageOf({ has_more: hasMore, next_page: next }: FileRecord): string | null {
  return hasMore === true && typeof next === "string" ? next : null;
}

const cutOff = "there are more pages, and days go on in them: put all pages into one file, one a line";

const sameSpan = (a: ReportBucket, b: ReportBucket) =>
  a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime();

function spanProblem(start: Date, end: Date, now: Date): string | null {
  const [from, to] = [start.getTime(), end.getTime()];
  const known =
    from >= Date.parse(`${accountsBegin}-01T00:00:00Z`) && from <= now.getTime() && to <= from + 400 * dayMs;
  if (!known) return "the bucket does not begin between 2015 and now";
  if (to <= from) return "the bucket ends before it begins";
  if (dayKey(start) === dayKey(new Date(to - 1))) return null;
  return `${start.toISOString()} to ${end.toISOString()} is more than one UTC day: ask for days from 00:00 UTC (one bucket a day)`;
}

/** An amount of a bill; what is finer than a nano-dollar is rounded half to even. Credits are negative. */
export function billedDollars(amount: string | number): NanoDollars | { refused: string } {
  try {
    return parseDollars(shortened(amount), { allowNegative: true, excessDecimals: "round" });
  } catch (error) {
    if (error instanceof AppError) return { refused: error.message };
    throw error;
  }
}

/** Bills print up to a hundred decimals; forty are more than enough to round by. */
function shortened(amount: string | number): string | number {
  if (typeof amount === "number") return amount;
  return amount.trim().replace(/(\.\d{40})\d+$/, "$1");
}
