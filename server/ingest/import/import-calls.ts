import type { Ctx } from "#server/context.ts";
import type { LedgerEntry } from "#server/ledger/entry.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import { type Event, event as eventSchema } from "../event.ts";
import { type RecordedEntries, recordEntries } from "../record-events.ts";
import type { Found, ImportFormat } from "./import-format.ts";
import type { createFileSummary } from "./import-summary.ts";
import type { OpenFile } from "./open-file.ts";
import { problemOf } from "./problem-of.ts";
import { purserEvents } from "./purser-events.ts";
import { recordCalls } from "./record-calls.ts";

/** What becomes of a batch of calls; `entries` are the same ones as the ledger would take them. */
export type RecordBatch = (
  events: Event[],
  entries: LedgerEntry[],
) => Promise<Pick<RecordedEntries, "recorded" | "duplicates" | "rejected"> & Partial<RecordedEntries>>;

type ImportCalls = {
  opened: OpenFile;
  record: RecordBatch;
  /** What becomes of a provider's report, all of it at once; without it, it is refused. */
  keep?: (reported: Reported[]) => Promise<void>;
  summary: ReturnType<typeof createFileSummary>;
  prices: PriceBook;
  now: Date;
  /** After each batch and each piece of the file. Awaited: it may hold the import back, or end it by throwing. */
  report: (bytesRead: number, calls: number) => unknown;
};

type Reported = Found & { kind: "reported" };

const batchSize = 1_000;

/**
 * Takes the calls of an opened file to `record`, a thousand at a time, and sums up what became of each record. Never
 * holds the file: the next piece is read when this one is settled.
 * @throws what the source of the file throws, and `record`; what was recorded before stands.
 */
export async function importCalls({ opened, record, keep, summary, prices, now, report }: ImportCalls) {
  const reported: Reported[] = [];
  let batch: { line: number; event: Event; entry: LedgerEntry }[] = [];
  const runIds = new Set<string>();
  let calls = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const events = batch.map(({ event }) => event);
    const {
      recorded,
      duplicates,
      rejected,
      corrections = [],
    } = await record(
      events,
      batch.map(({ entry }) => entry),
    );
    const refused = new Set(rejected.map(({ index }) => index));
    const standing = batch.filter((_, index) => !refused.has(index));
    summary.recorded(
      recorded,
      duplicates,
      standing.map(({ entry }) => entry.occurredAt),
      corrections,
    );
    for (const { index, message } of rejected) summary.refuse(batch[index]?.line ?? 0, message);
    calls += batch.length;
    batch = [];
    await report(opened.bytesRead(), calls);
  };

  for await (const items of opened.found) {
    for (const item of items) {
      if (item.kind === "reported") {
        if (keep) reported.push(item);
        else
          summary.refuse(
            item.line,
            "a provider's report, which holds no calls: Company Costs › Reconciliation takes it",
          );
        continue;
      }
      const event = item.kind === "call" ? checked(item, summary.refuse) : summary.not(item);
      if (!event) continue;
      if (event.runId) runIds.add(event.runId);
      batch.push({ line: item.line, event, entry: summary.price(item.line, event, prices, now) });
      if (batch.length >= batchSize) await flush();
    }
    await report(opened.bytesRead(), calls);
  }
  await flush();
  if (keep && reported.length > 0) await keep(reported);
  return { calls, runIds: [...runIds] };
}

function checked(call: Found & { kind: "call" }, refuse: (line: number, reason: string) => void): Event | null {
  const event = eventSchema.safeParse(call.event);
  if (!event.success) refuse(call.line, problemOf(event.error));
  return event.data ?? null;
}

/** Our own events are taken at their word like a request; other files' ids name the call, whatever stands around it. */
export function recorderOf(ctx: Ctx, format: ImportFormat): RecordBatch {
  return format === purserEvents
    ? (events) => recordEntries({ ctx, events })
    : (events) => recordCalls({ ctx, events });
}
