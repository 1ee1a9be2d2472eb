import { z } from "zod";
import type { Ctx } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { durably } from "#server/durable.ts";
import { announceEvents } from "#server/outbox.ts";
import { announceSpend } from "#server/spend-news.ts";
import { arrayLiteral } from "./array-literal.ts";
import { entriesFrom } from "./entries-from.ts";
import type { LedgerEntry, Outcome } from "./entry.ts";
import { createGroupCommit } from "./group-commit.ts";
import { rowArrayLiteral } from "./row-literal.ts";
import { sumTables, sumUp, type TypedEntry } from "./sum-up.ts";
import { tableColumns } from "./table-columns.ts";

/**
 * Records charges with all sums that follow from them (roll-ups, runs, jobs, counters) in one transaction and
 * answers after its commit, one outcome per entry in the order given. The same id again changes nothing.
 * Entries of one organisation that arrive together, from however many callers, share one commit.
 * @throws the database's error when nothing of these entries could be recorded.
 */
export function recordTransactions({ ctx, entries }: { ctx: Ctx; entries: LedgerEntry[] }): Promise<Outcome[]> {
  if (entries.length === 0) return Promise.resolve([]);
  return gather()(ctx.orgId, entries);
}

const holder = globalThis as typeof globalThis & { purserLedgerGroups?: ReturnType<typeof createGroups> };

/** One per process, also where Next bundles a second copy of this module. */
function gather() {
  holder.purserLedgerGroups ??= createGroups();
  return holder.purserLedgerGroups;
}

function createGroups() {
  return createGroupCommit<LedgerEntry[], Outcome[]>({
    flush: recordGroup,
    maxWeight: 5_000,
    weight: (entries) => entries.length,
    // Entries are inserted side by side, their sums one after the other: that pays for large groups only.
    concurrency: 2,
    worthWhile: 500,
  });
}

async function recordGroup(orgId: string, requests: LedgerEntry[][], letNextGo: () => void): Promise<Outcome[][]> {
  const byId = new Map<string, LedgerEntry>();
  for (const entries of requests) for (const entry of entries) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  // In order of id, so that two transactions with ids in common wait for each other one way only.
  const distinct = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  // On disk also where all were there already: another caller's commit of them may not be yet.
  const { recorded, existing, tooOld, events } = await durably(() => recordNew(orgId, distinct), letNextGo);
  if (events) announceEvents(orgId);
  if (recorded.size > 0) announceSpend(orgId, new Set([...recorded].map(({ projectId }) => projectId)));
  const outcome = (entry: LedgerEntry): Outcome => {
    if (recorded.has(entry)) return "recorded";
    if (tooOld.has(entry.id)) return "too_old";
    const standing = existing.get(entry.id) ?? byId.get(entry.id)?.fingerprint;
    return standing === entry.fingerprint ? "duplicate" : "conflict";
  };
  return requests.map((entries) => entries.map(outcome));
}

type Recorded = {
  recorded: ReadonlySet<LedgerEntry>;
  existing: ReadonlyMap<string, string>;
  tooOld: ReadonlySet<string>;
  events: boolean;
};

/**
 * Records those whose ids are new; of the others, the fingerprints that stand, or that they are of days whose calls are no
 * longer kept. `events`: domain events were written.
 */
async function recordNew(orgId: string, entries: readonly LedgerEntry[]): Promise<Recorded> {
  const existing = new Map<string, string>();
  const tooOld = new Set<string>();
  let events = false;
  let rest = await withAgentTypes(orgId, entries);
  // Where some were there, nothing was recorded and the others are sent again: each turn leaves fewer.
  while (rest.length > 0) {
    const rows = await retryOnDeadlock(() => insert(orgId, rest)).catch(async (error: unknown) => {
      if (!isTooOld(error)) throw error;
      const from = await entriesFrom({ orgId });
      for (const { id, occurredAt } of rest) if (from && occurredAt < from) tooOld.add(id);
      if (tooOld.size === 0) throw error;
      return null;
    });
    if (rows === null) {
      rest = rest.filter(({ id }) => !tooOld.has(id));
      continue;
    }
    const found = rows.filter(({ existing_id }) => existing_id !== "");
    if (found.length === 0) {
      events = rows.length > 0;
      break;
    }
    for (const row of found) existing.set(row.existing_id, row.existing_fingerprint);
    rest = rest.filter((entry) => !existing.has(entry.id));
  }
  return { recorded: new Set(rest), existing, tooOld, events };
}

const agentTypesStatement = statement(
  "ledger_agent_types",
  `SELECT id, agent_type AS "agentType" FROM agents WHERE org_id = $1 AND id = ANY ($2)`,
  z.object({ id: z.string(), agentType: z.string() }),
);

/** An agent that names no type has the one it is registered with, and `other` before it is. */
async function withAgentTypes(orgId: string, entries: readonly LedgerEntry[]): Promise<TypedEntry[]> {
  const untyped = entries.filter((entry) => entry.agentType === null);
  if (untyped.length > 0) {
    const rows = await agentTypesStatement(pool(), [orgId, [...new Set(untyped.map((entry) => entry.agentId))]]);
    const registered = new Map(rows.map((row) => [row.id, row.agentType]));
    for (const entry of untyped) entry.agentType = registered.get(entry.agentId) ?? "other";
  }
  return entries as TypedEntry[];
}

/** The columns of `record_transactions` after the organisation and the time, in its order. */
const columns: ((entry: LedgerEntry) => string | number | bigint | Date | null)[] = [
  (e) => e.id,
  (e) => e.fingerprint,
  (e) => e.occurredAt,
  (e) => e.projectId,
  (e) => e.agentId,
  (e) => e.agentType,
  (e) => e.runId,
  (e) => e.jobId,
  (e) => e.sessionId,
  (e) => e.attempt,
  (e) => e.provider,
  (e) => e.model,
  (e) => e.serviceTier,
  (e) => e.inputTokens,
  (e) => e.cachedInputTokens,
  (e) => e.cacheWriteTokens,
  (e) => e.cacheWrite1hTokens,
  (e) => e.outputTokens,
  (e) => e.reasoningTokens,
  (e) => e.reportedCostNanos,
  (e) => e.computedCostNanos,
  (e) => e.costNanos,
  (e) => e.costSource,
  (e) => e.priceId,
  (e) => e.status,
  (e) => e.effort,
  (e) => e.reservationId,
  (e) => (e.tags === null ? null : JSON.stringify(e.tags)),
];

const parameters = Array.from({ length: 2 + columns.length + sumTables.length }, (_, i) => `$${i + 1}`);
// It commits without waiting for the disk; `durably` does, when the organisation's lock is free again for the next group.
const recordStatement = statement(
  "record_transactions",
  `SELECT existing_id, existing_fingerprint
   FROM (SELECT set_config('synchronous_commit', 'off', true)) s, record_transactions(${parameters.join(", ")})`,
  z.object({ existing_id: z.string(), existing_fingerprint: z.string() }),
);

async function insert(orgId: string, entries: readonly TypedEntry[]) {
  const columnsOf = await tableColumns();
  const sums = sumUp(orgId, entries);
  return recordStatement(pool(), [
    orgId,
    new Date(),
    ...columns.map((column) => arrayLiteral(entries.map(column))),
    ...sumTables.map((table) => rowArrayLiteral(columnsOf[table] ?? [], sums[table])),
  ]);
}

/** What record_transactions raises where an entry is of a day whose entries are gone. */
const isTooOld = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "PU001";

const retryable = new Set(["40P01", "40001"]);

/** On one server the order of locks rules deadlocks out; on Citus a distributed one may still cancel a side. */
async function retryOnDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (attempt === 3 || typeof code !== "string" || !retryable.has(code)) throw error;
    }
  }
}
