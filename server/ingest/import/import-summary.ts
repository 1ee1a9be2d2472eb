import type { LedgerEntry } from "#server/ledger/entry.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { monthKey } from "#server/time/window.ts";
import type { Event } from "../event.ts";
import { type LateCalls, sumLateCalls } from "../late-calls.ts";
import { normalise } from "../normalise.ts";
import type { Found } from "./import-format.ts";

/** Something not recorded, and the lines of the file it happened on (the first twenty). */
export type ReasonCount = { reason: string; count: number; lines: number[] };

/** A reported cost far from the computed one: kept as reported, worth a look. Dollars as decimal numbers. */
type CostGap = { line: number; model: string; reported: number; computed: number };

/**
 * What became of one file. Each record that speaks of usage is in exactly one of the four:
 * read = recorded + duplicate + skipped + refused.
 */
export type FileSummary = {
  file: string;
  /** On the command line itself, not found in a folder. */
  named: boolean;
  /** Label of the format; null where none recognised the file. */
  format: string | null;
  notes: string[];
  read: number;
  recorded: number;
  duplicate: number;
  skipped: ReasonCount[];
  refused: ReasonCount[];
  /** Calls in the file that have neither a reported cost nor a known price, by `provider/model`. */
  unpriced: { model: string; count: number }[];
  costGaps: CostGap[];
  costGapCount: number;
  /** Calls that could be read, those included that were not recorded. */
  calls: number;
  /** What was recorded came to: nano-dollars (of priced calls) and tokens, as text. */
  costNanos: string;
  inputTokens: string;
  outputTokens: string;
  /** Recorded calls without a cost. */
  recordedUnpriced: number;
  /** Recorded calls of closed months: in the books they are corrections of a later one. */
  corrections: LateCalls[];
  /** UTC months of the calls that stand in the ledger now, `2026-02`, oldest first. */
  months: string[];
};

/** Stands for the format of a file that was recognised and could not be read as it was asked to. */
export const unreadable = "unreadable with these options";

const listed = 20;

/** Distinct reasons kept apart: they may quote what a record says, and a file may hold any number of records. */
const maxReasons = 500;
const otherReasons = "for further reasons";

/** Gathers the summary of one file while it is read. `onRefused` is told each record that is refused. */
export function createFileSummary(
  { name: file, named }: { name: string; named: boolean },
  format: string | null,
  onRefused: (line: number, reason: string) => void = () => {},
) {
  const skipped = new Map<string, ReasonCount>();
  const refused = new Map<string, ReasonCount>();
  const unpriced = new Map<string, number>();
  const months = new Set<string>();
  let calls = 0;
  const costGaps: CostGap[] = [];
  let costGapCount = 0;
  let read = 0;
  let recorded = 0;
  let duplicate = 0;
  let costNanos = 0n;
  let inputTokens = 0n;
  let outputTokens = 0n;
  let recordedUnpriced = 0;
  let corrections: LateCalls[] = [];

  return {
    /** `entries`: those that are new to the ledger. `times`: of all that stand in it now. */
    recorded(
      entries: readonly LedgerEntry[],
      duplicates: number,
      times: Iterable<Date>,
      late: readonly LateCalls[] = [],
    ) {
      corrections = sumLateCalls([...corrections, ...late]);
      for (const at of times) months.add(monthKey(at));
      read += entries.length + duplicates;
      recorded += entries.length;
      duplicate += duplicates;
      for (const entry of entries) {
        costNanos += entry.costNanos ?? 0n;
        inputTokens += entry.inputTokens;
        outputTokens += entry.outputTokens;
        if (entry.costSource === "unpriced") recordedUnpriced++;
      }
    },
    /** Lines of a provider's report, which are no calls: new or other than before, and as they were. */
    kept(changed: number, unchanged: number) {
      read += changed + unchanged;
      recorded += changed;
      duplicate += unchanged;
    },
    refuse(line: number, told: string) {
      const reason = storable(told);
      read++;
      count(refused, line, reason);
      onRefused(line, reason);
    },
    /** What is no call, with its reason. */
    not(item: Found & { kind: "skipped" | "refused" }): null {
      read++;
      const reason = storable(item.reason);
      count(item.kind === "skipped" ? skipped : refused, item.line, reason);
      if (item.kind === "refused") onRefused(item.line, reason);
      return null;
    },
    /** Looks at what a call costs, with a price book, before it is recorded. */
    price(line: number, event: Event, prices: PriceBook, now: Date): LedgerEntry {
      const entry = normalise(event, prices, now);
      const model = `${entry.provider}/${entry.model}`;
      calls++;
      if (entry.costSource === "unpriced") unpriced.set(model, (unpriced.get(model) ?? 0) + 1);
      if (entry.reportedCostNanos === null || entry.computedCostNanos === null) return entry;
      if (entry.inputTokens + entry.outputTokens === 0n) return entry; // Only a cost was told: nothing to hold it against.
      if (!isFarApart(entry.reportedCostNanos, entry.computedCostNanos)) return entry;
      costGapCount++;
      if (costGaps.length < listed) {
        const reported = Number(entry.reportedCostNanos) / 1e9;
        costGaps.push({ line, model, reported, computed: Number(entry.computedCostNanos) / 1e9 });
      }
      return entry;
    },
    done(notes: string[]): FileSummary {
      const models = [...unpriced].map(([model, number]) => ({ model, count: number }));
      return {
        file,
        named,
        format,
        notes,
        read,
        recorded,
        duplicate,
        skipped: [...skipped.values()].sort(byCount),
        refused: [...refused.values()].sort(byCount),
        unpriced: models.sort(byCount),
        costGaps,
        costGapCount,
        calls,
        costNanos: String(costNanos),
        inputTokens: String(inputTokens),
        outputTokens: String(outputTokens),
        recordedUnpriced,
        corrections,
        months: [...months].sort(),
      };
    },
  };
}

/** The sums of several files. */
export function totalOf(files: readonly FileSummary[]) {
  const sum = (of: (file: FileSummary) => number) => files.reduce((total, file) => total + of(file), 0);
  const unpriced = new Map<string, number>();
  for (const { model, count: number } of files.flatMap((file) => file.unpriced)) {
    unpriced.set(model, (unpriced.get(model) ?? 0) + number);
  }
  return {
    files: files.length,
    unrecognised: files.filter((file) => file.format === null).length,
    unreadable: files.filter((file) => file.format === unreadable).length,
    read: sum((file) => file.read),
    recorded: sum((file) => file.recorded),
    duplicate: sum((file) => file.duplicate),
    skipped: sum((file) => countOf(file.skipped)),
    refused: sum((file) => countOf(file.refused)),
    unpriced: [...unpriced].map(([model, number]) => ({ model, count: number })).sort(byCount),
    costGaps: sum((file) => file.costGapCount),
    calls: sum((file) => file.calls),
    corrections: sumLateCalls(files.flatMap((file) => file.corrections)),
    months: [...new Set(files.flatMap((file) => file.months))].sort(),
  };
}

export function countOf(reasons: readonly ReasonCount[]): number {
  return reasons.reduce((total, reason) => total + reason.count, 0);
}

const dollar = 1_000_000_000n;

/** Ten times and a dollar apart: no rounding, no discount. */
function isFarApart(reported: bigint, computed: bigint): boolean {
  const [low, high] = reported < computed ? [reported, computed] : [computed, reported];
  return high - low >= dollar && high >= 10n * low;
}

function count(reasons: Map<string, ReasonCount>, line: number, told: string): void {
  const reason = reasons.has(told) || reasons.size < maxReasons ? told : otherReasons;
  const known = reasons.get(reason);
  if (!known) reasons.set(reason, { reason, count: 1, lines: [line] });
  else {
    known.count++;
    if (known.lines.length < listed) known.lines.push(line);
  }
}

/** Reasons quote records; PostgreSQL keeps every character but U+0000 and halves of characters. */
const storable = (reason: string): string => reason.replaceAll("\0", "\ufffd").toWellFormed().slice(0, 1_000);

function byCount(a: { count: number }, b: { count: number }): number {
  return b.count - a.count;
}
