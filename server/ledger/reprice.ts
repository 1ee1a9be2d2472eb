import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { requirePermission } from "#server/access/permissions.ts";
import { audit } from "#server/audit.ts";
import { actorName, type Ctx, type OrgId } from "#server/context.ts";
import { prisma, statement, transaction } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { addJob, announceEvents } from "#server/outbox.ts";
import { parseInput } from "#server/parse-input.ts";
import { priceBook, pricesMayHaveChanged } from "#server/pricing/queries.ts";
import { arrayLiteral } from "./array-literal.ts";
import { repriceRange, selectionOf } from "./preview-reprice.ts";
import { callCursor, nextCalls } from "./recorded-calls.ts";
import { correctionOf } from "./reprice-call.ts";
import { rowArrayLiteral } from "./row-literal.ts";
import { costTables, sumChanges } from "./sum-changes.ts";
import { tableColumns } from "./table-columns.ts";

/** What is done for one reprice, again and again until it is finished. */
export const repriceTask = "reprice";

/** How many calls one transaction corrects at most: the organisation's ingest waits while it does. */
const batch = 1_000;

/** `include`: calls without a price only, or also those that have one. */
export const repriceInput = repriceRange.extend({ include: z.enum(["unpriced", "all"]) });

/**
 * Corrects the cost of recorded calls to what the prices say as they stand: entries, roll-ups, counters, runs and jobs
 * together, and holds the limits against them. Reported costs stay. It is done by the worker in batches, each a transaction
 * of its own that also says how far it has come, so it survives a crash and repeats nothing; `getReprice` tells. Answers its id.
 * @throws AppError `forbidden`, `validation_failed`, `not_found` when no such calls are recorded.
 */
export async function startReprice({ ctx, input }: { ctx: Ctx; input: z.input<typeof repriceInput> }): Promise<string> {
  requirePermission(ctx, "managePrices");
  const { provider, model, include, ...range } = parseInput(repriceInput, input);
  const from = new Date(range.from);
  const to = range.to === null ? null : new Date(range.to);
  const { models, calls, unpricedCalls, ...reached } = await selectionOf(ctx, { provider, model, from, to });
  const total = include === "all" ? calls : unpricedCalls;
  if (total === 0) throw new AppError("not_found", `There are no calls of ${model} to reprice. Load the page anew.`);
  const id = `reprice_${uuidv7()}`;
  await transaction(async (client) => {
    await insertStatement(client, [
      ctx.orgId,
      id,
      provider,
      model,
      JSON.stringify(models),
      reached.from,
      to,
      include,
      total,
      ctx.now,
      actorName(ctx.actor),
    ]);
    await addRepriceJob(client, { orgId: ctx.orgId, id });
  });
  return id;
}

const insertStatement = statement(
  "ledger_start_reprice",
  `INSERT INTO reprices (org_id, id, provider, model, models, from_at, to_at, include, total, created_at, created_by)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  z.object({}),
);

type Reprice = { orgId: string; id: string };

function addRepriceJob(client: Parameters<typeof addJob>[0], reprice: Reprice): Promise<void> {
  return addJob(client, repriceTask, reprice, { maxAttempts: 12, queue: `reprice ${reprice.orgId}` });
}

/**
 * Does the next batch of a reprice and leaves the work for the one after it, in one transaction. Answers whether there is
 * more to do. What cannot succeed ends it as failed, with what was corrected until then; a database that is away is the
 * caller's to try again.
 */
export async function continueReprice({ orgId, id }: Reprice): Promise<boolean> {
  // A price that was set in another process a moment ago may be the reason for all this.
  pricesMayHaveChanged(orgId);
  const { more, events } = await doBatch(orgId as OrgId, id);
  if (events) announceEvents(orgId);
  if (!more) await finish(orgId as OrgId, id);
  return more;
}

const reprice = z.object({
  models: z.array(z.object({ provider: z.string(), model: z.string() })),
  from: z.date(),
  to: z.date().nullable(),
  include: z.enum(["unpriced", "all"]),
  cursor: callCursor.nullable(),
});

const anchorStatement = statement(
  "ledger_anchor_of_reprice",
  `SELECT entries_from::timestamp AT TIME ZONE 'UTC' AS "entriesFrom" FROM org_settings
   WHERE org_id = $1 FOR NO KEY UPDATE`,
  z.object({ entriesFrom: z.date().nullable() }),
);

const lockStatement = statement(
  "ledger_lock_reprice",
  `SELECT models, from_at AS "from", to_at AS "to", include, cursor FROM reprices
   WHERE org_id = $1 AND id = $2 AND status = 'running' FOR UPDATE`,
  reprice,
);

const advanceStatement = statement(
  "ledger_advance_reprice",
  `UPDATE reprices SET cursor = $3, looked = looked + $4, calls = calls + $5, unpriced_calls = unpriced_calls + $6,
     before_nanos = before_nanos + $7, after_nanos = after_nanos + $8
   WHERE org_id = $1 AND id = $2`,
  z.object({}),
);

const correctStatement = statement(
  "reprice_transactions",
  "SELECT reprice_transactions($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS events",
  z.object({ events: z.boolean() }),
);

async function doBatch(orgId: OrgId, id: string): Promise<{ more: boolean; events: boolean }> {
  const [book, columnsOf] = await Promise.all([priceBook(orgId), tableColumns()]);
  return transaction(async (client) => {
    // Whoever holds the anchor is the only one that changes the organisation's sums: see record_transactions.
    const [settings] = await anchorStatement(client, [orgId]);
    const [asked] = await lockStatement(client, [orgId, id]);
    if (!asked) return { more: false, events: false };
    const sources = asked.include === "all" ? (["unpriced", "priced"] as const) : (["unpriced"] as const);
    // Calls that are no longer kept one by one may be deleted while this goes on.
    const from = settings?.entriesFrom && settings.entriesFrom > asked.from ? settings.entriesFrom : asked.from;
    const { calls, cursor } = await nextCalls(client, { orgId }, { ...asked, from, sources }, asked.cursor, batch);
    const corrections = calls.flatMap((call) => correctionOf(call, book) ?? []);
    let events = false;
    if (corrections.length > 0) {
      const sums = sumChanges(orgId, corrections);
      const [answer] = await correctStatement(client, [
        orgId,
        new Date(),
        id,
        arrayLiteral(corrections.map(({ call }) => call.id)),
        arrayLiteral(corrections.map(({ costNanos }) => costNanos)),
        arrayLiteral(corrections.map(({ priceId }) => priceId)),
        arrayLiteral(corrections.map(({ call }) => call.reservationId)),
        ...costTables.map((table) => rowArrayLiteral(columnsOf[table] ?? [], sums[table])),
      ]);
      events = answer?.events ?? false;
    }
    await advanceStatement(client, [
      orgId,
      id,
      // The end is where nothing comes after, so that a second look finds nothing to do.
      JSON.stringify(cursor ?? { day: "9999-12-31", agentId: "", at: "9999-12-31T23:59:59.999Z", id: "" }),
      calls.length,
      corrections.length,
      corrections.filter(({ call }) => call.costNanos === null).length,
      corrections.reduce((sum, { call }) => sum + (call.costNanos ?? 0n), 0n),
      corrections.reduce((sum, { costNanos }) => sum + (costNanos ?? 0n), 0n),
    ]);
    if (cursor) await addRepriceJob(client, { orgId, id });
    return { more: cursor !== null, events };
  });
}

/** Says that it is over and audits what it came to, once. `problem`: why not all of it could be done. */
async function finish(orgId: OrgId, id: string, problem: string | null = null): Promise<void> {
  const now = new Date();
  const key = { orgId_id: { orgId, id } };
  await prisma().$transaction(async (tx) => {
    const { count } = await tx.reprice.updateMany({
      where: { orgId, id, status: "running" },
      data: { status: problem === null ? "done" : "failed", problem, finishedAt: now },
    });
    if (count === 0) return;
    const done = await tx.reprice.findUniqueOrThrow({ where: key });
    await audit(
      tx,
      { orgId, now, actor: done.createdBy },
      {
        action: "price.reprice",
        target: `price:${done.provider}/${done.model}`,
        before: { cost: toDecimalString(done.beforeNanos) },
        after: {
          cost: toDecimalString(done.afterNanos),
          calls: done.calls,
          unpricedCalls: done.unpricedCalls,
          from: done.fromAt.toISOString(),
          ...(done.toAt && { to: done.toAt.toISOString() }),
          ...(problem !== null && { problem }),
        },
      },
    );
  });
  announceEvents(orgId);
}

/** Ends a reprice that cannot go on, with the reason; what it has corrected stays. */
export const failReprice = ({ orgId, id }: Reprice, problem: string): Promise<void> =>
  finish(orgId as OrgId, id, problem);
