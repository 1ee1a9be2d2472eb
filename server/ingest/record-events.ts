import { knownProjects, rereadProjects } from "#server/catalog/known-projects.ts";
import type { Ctx } from "#server/context.ts";
import { faultsText, inputFaults } from "#server/input-faults.ts";
import type { LedgerEntry, Outcome } from "#server/ledger/entry.ts";
import { recordTransactions } from "#server/ledger/record-transactions.ts";
import { countUp } from "#server/metrics.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { dayKey } from "#server/time/window.ts";
import { type Event, event } from "./event.ts";
import { type LateCalls, lateCallsOf } from "./late-calls.ts";
import { normalise } from "./normalise.ts";
import { UnreadableLine } from "./parse-lines.ts";
import { plainEvent } from "./plain-event.ts";

/** One event that was not recorded: its place in the batch (from 0), its id where it has one, and why. */
export type Rejection = {
  index: number;
  id: string | null;
  code: "validation_failed" | "unknown_project" | "conflict" | "too_old";
  message: string;
};

/**
 * Every event is in exactly one of the three: accepted + duplicates + rejected.length = events sent. `corrections`: those
 * accepted whose month was closed; left out where there are none.
 */
export type RecordResult = {
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
  corrections?: LateCalls[];
};

/** How far ahead of our clock a call may be said to have happened, for clocks that run fast. */
const maxAheadMs = 5 * 60_000;

/** The same with the entries that are new to the ledger. */
type Settled = Omit<RecordResult, "corrections"> & { recorded: LedgerEntry[] };
export type RecordedEntries = Settled & { corrections: LateCalls[] };

/**
 * Records a batch of raw events: each is checked by itself, priced, and written in one transaction with the good
 * ones around it. Returns after the commit. What is refused is named; nothing is dropped in silence.
 */
export async function recordEvents(batch: { ctx: Ctx; events: readonly unknown[] }): Promise<RecordResult> {
  const { accepted, duplicates, rejected, corrections } = await recordEntries(batch);
  return { accepted, duplicates, rejected, ...(corrections.length > 0 && { corrections }) };
}

/** The same, for whoever needs to know what was recorded. */
export async function recordEntries({
  ctx,
  events,
}: {
  ctx: Ctx;
  events: readonly unknown[];
}): Promise<RecordedEntries> {
  const result = await outcomeOf({ ctx, events, settle: (entries) => recordTransactions({ ctx, entries }) });
  return { ...result, corrections: await lateCallsOf(ctx, result.recorded) };
}

type Batch = {
  ctx: Ctx;
  events: readonly unknown[];
  /** What becomes of the entries that are good, in their order. */
  settle: (entries: LedgerEntry[]) => Promise<Outcome[]>;
};

/** What becomes of a batch of raw events, of which `settle` decides what is new. */
export async function outcomeOf({ ctx, events, settle }: Batch): Promise<Settled> {
  const [known, prices] = await Promise.all([knownProjects(ctx), priceBook(ctx.orgId)]);
  let projects = known;
  const latest = ctx.now.getTime() + maxAheadMs;
  const rejected: Rejection[] = [];
  const entries: LedgerEntry[] = [];
  const indexes: number[] = [];
  const types = new Map<string, string>();

  for (const [index, raw] of events.entries()) {
    if (raw instanceof UnreadableLine) {
      rejected.push({
        index,
        id: null,
        code: "validation_failed",
        message: `the line is not valid JSON (${raw.fault}); send one whole event a line`,
      });
      continue;
    }
    let checked = plainEvent(raw);
    if (!checked) {
      const parsed = event.safeParse(withoutNulls(raw));
      if (!parsed.success) {
        rejected.push({
          index,
          id: idOf(raw),
          code: "validation_failed",
          message: faultsText(inputFaults(parsed.error), "event"),
        });
        continue;
      }
      checked = parsed.data;
    }
    if (!projects.has(checked.projectId) && projects === known) {
      // It may have been made since they were read.
      projects = new Set(await rereadProjects(ctx));
    }
    const entry = normalise(checked, prices, ctx.now);
    const refusal = refusalOf(checked, entry, projects, latest);
    if (refusal) {
      rejected.push({ index, id: checked.id, ...refusal });
      continue;
    }
    if (checked.agentType) types.set(checked.agentId, checked.agentType);
    entries.push(entry);
    indexes.push(index);
  }
  // An agent that names its type once in a batch has it throughout, whatever the order.
  for (const entry of entries) entry.agentType ??= types.get(entry.agentId) ?? null;

  const outcomes = await settle(entries);
  const recorded: LedgerEntry[] = [];
  let duplicates = 0;
  for (const [i, outcome] of outcomes.entries()) {
    const entry = entries[i];
    if (outcome === "recorded" && entry) recorded.push(entry);
    else if (outcome === "duplicate") duplicates++;
    else if (entry && outcome !== "recorded") rejected.push(notRecorded(indexes[i] ?? 0, entry, outcome));
  }
  rejected.sort((a, b) => a.index - b.index);
  countUp("purser_events_total", 'outcome="recorded"', recorded.length);
  countUp("purser_events_total", 'outcome="duplicate"', duplicates);
  for (const { code } of rejected) countUp("purser_events_total", `outcome="${code}"`);
  return { accepted: recorded.length, duplicates, rejected, recorded };
}

function refusalOf(
  e: Event,
  entry: LedgerEntry,
  projects: ReadonlySet<string>,
  latest: number,
): Pick<Rejection, "code" | "message"> | null {
  if (!projects.has(e.projectId)) {
    return {
      code: "unknown_project",
      message: `projectId: there is no project "${e.projectId}" in this organisation. Create it first, or correct the id.`,
    };
  }
  if (e.occurredAt && entry.occurredAt.getTime() > latest) {
    return {
      code: "validation_failed",
      message: `occurredAt: ${e.occurredAt} is more than 5 minutes ahead. Check the clock and the time zone of the sender.`,
    };
  }
  return null;
}

function notRecorded(index: number, { id, occurredAt }: LedgerEntry, code: "conflict" | "too_old"): Rejection {
  const message =
    code === "conflict"
      ? "id: this id was already used for a call with other content. The first entry stands; give each call its own id."
      : `occurredAt: calls of ${dayKey(occurredAt)} are no longer kept one by one, so that nobody can tell whether this one counts already. It was not recorded; the totals of that day stand.`;
  return { index, id, code, message };
}

function idOf(raw: unknown): string | null {
  if (typeof raw !== "object" || raw === null || !("id" in raw)) return null;
  return typeof raw.id === "string" ? raw.id.slice(0, 128) : null;
}

/** Many serialisers write null for what is left out; the two are the same here. */
function withoutNulls(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));
}
