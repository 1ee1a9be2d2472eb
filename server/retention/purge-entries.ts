import { z } from "zod";
import { audit } from "#server/audit.ts";
import type { OrgId } from "#server/context.ts";
import { pool, prisma, statement, transaction } from "#server/db.ts";
import { log } from "#server/log.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { addJob } from "#server/outbox.ts";
import { differingDays } from "./differing-days.ts";
import { previewStatement } from "./queries.ts";
import { firstKeptDay, graceMs } from "./retention-window.ts";

/** What is done for one deletion, again and again until it is finished. */
export const purgeTask = "purge_entries";

/** How many calls one transaction deletes: nobody waits for it, and what it leaves behind is soon vacuumed. */
const batch = 2_000;

type Purge = { orgId: string; before: string };

const addPurgeJob = (client: Parameters<typeof addJob>[0], purge: Purge) =>
  addJob(client, purgeTask, purge, { maxAttempts: 25, queue: `purge ${purge.orgId}`, priority: 10 });

const dueStatement = statement(
  "retention_due",
  `SELECT org_id AS "orgId", retention_months AS months, entries_from AS "entriesFrom" FROM org_settings
   WHERE retention_months IS NOT NULL AND retention_set_at <= $1 ORDER BY 1`,
  z.object({ orgId: z.string(), months: z.int(), entriesFrom: z.string().nullable() }),
);

/**
 * Begins to delete what organisations no longer keep; those that set it within a day are let be. Where it fails for one, the
 * others are begun all the same. @throws AggregateError of what failed, so that the job tries again.
 */
export async function purgeDueEntries(now: Date): Promise<void> {
  const failed: unknown[] = [];
  for (const { orgId, months, entriesFrom } of await dueStatement(pool(), [new Date(now.getTime() - graceMs)])) {
    const before = firstKeptDay(now, months);
    if (entriesFrom !== null && entriesFrom >= before) continue;
    await beginPurge({ orgId, before }, now).catch((error: unknown) => failed.push(error));
  }
  if (failed.length > 0) throw new AggregateError(failed, "Not every organisation's old calls could be deleted");
}

/**
 * From now on calls before a day are not kept one by one: none is taken any more, sums of those days stand, and what there
 * is of them is deleted in batches. Not so where the sums and the calls disagree: then the calls are the truth, and stay.
 */
export async function beginPurge({ orgId, before }: Purge, now: Date): Promise<void> {
  const [going] = await previewStatement(pool(), [orgId, before]);
  const { calls = 0n, costNanos = 0n } = going ?? {};
  const differing = await differingDays(orgId, before);
  const problem =
    differing.length > 0
      ? `The totals of ${differing.length} days do not agree with their calls (${differing.slice(0, 3).join(", ")}). Nothing was deleted. Run: npm run reconcile`
      : null;
  await transaction(async (client) => {
    // Whoever records holds this row: a call of those days is in the sums before this, or refused after it.
    await client.query("SELECT 1 FROM org_settings WHERE org_id = $1 FOR NO KEY UPDATE", [orgId]);
    await client.query(
      `INSERT INTO entry_purges AS p (org_id, before, calls, cost_nanos, problem, started_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (org_id, before) DO UPDATE SET calls = EXCLUDED.calls, cost_nanos = EXCLUDED.cost_nanos,
         problem = EXCLUDED.problem, started_at = EXCLUDED.started_at`,
      [orgId, before, calls, costNanos, problem, now],
    );
    if (problem !== null) return;
    await client.query("UPDATE org_settings SET entries_from = $2 WHERE org_id = $1", [orgId, before]);
    await addPurgeJob(client, { orgId, before });
  });
  if (problem !== null) log.error({ orgId, before, differing }, "Calls were not deleted: their totals do not agree");
}

const lockStatement = statement(
  "retention_lock_purge",
  `SELECT cursor FROM entry_purges
   WHERE org_id = $1 AND before = $2 AND finished_at IS NULL AND problem IS NULL FOR UPDATE`,
  z.object({ cursor: z.object({ projectId: z.string(), at: z.string(), id: z.string() }).nullable() }),
);

const projectStatement = statement(
  "retention_next_project",
  `SELECT id FROM projects WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT 1`,
  z.object({ id: z.string() }),
);

// Downwards from where the batch before ended: what it deleted is not walked over again.
const idsStatement = statement(
  "retention_next_ids",
  `SELECT t.id, t.occurred_at AS at FROM credit_transactions t
   WHERE t.org_id = $1 AND t.project_id = $2 AND (t.occurred_at, t.id) < ($3, $4)
   ORDER BY t.occurred_at DESC, t.id DESC LIMIT ${batch}`,
  z.object({ id: z.string(), at: z.date() }),
);

/** Deletes the next calls of a deletion, in one transaction that leaves the work after it. Answers whether there is more. */
export async function continuePurge({ orgId, before }: Purge): Promise<boolean> {
  const more = await transaction(async (client) => {
    const [purge] = await lockStatement(client, [orgId, before]);
    if (!purge) return false;
    let at = purge.cursor;
    if (at === null) {
      const [first] = await projectStatement(client, [orgId, ""]);
      at = first ? { projectId: first.id, at: before, id: "" } : null;
    }
    if (at === null) return false;
    const rows = await idsStatement(client, [orgId, at.projectId, at.at, at.id]);
    const ids = rows.map(({ id }) => id);
    await client.query("DELETE FROM credit_transactions WHERE org_id = $1 AND id = ANY ($2)", [orgId, ids]);
    const last = rows.at(-1);
    let next: typeof at | null = last ? { ...at, at: last.at.toISOString(), id: last.id } : null;
    if (rows.length < batch) {
      const [project] = await projectStatement(client, [orgId, at.projectId]);
      next = project ? { projectId: project.id, at: before, id: "" } : null;
    }
    await client.query(
      "UPDATE entry_purges SET cursor = COALESCE($3, cursor), deleted = deleted + $4 WHERE org_id = $1 AND before = $2",
      [orgId, before, next && JSON.stringify(next), ids.length],
    );
    if (next) await addPurgeJob(client, { orgId, before });
    return next !== null;
  });
  if (!more) await finish({ orgId, before });
  return more;
}

/** Says that it is over and audits what it came to, once. */
async function finish({ orgId, before }: Purge): Promise<void> {
  const now = new Date();
  const where = { orgId, before: new Date(`${before}T00:00:00.000Z`) };
  await prisma().$transaction(async (tx) => {
    const { count } = await tx.entryPurge.updateMany({
      where: { ...where, finishedAt: null, problem: null },
      data: { finishedAt: now, cursor: undefined },
    });
    if (count === 0) return;
    const { deleted, costNanos } = await tx.entryPurge.findUniqueOrThrow({ where: { orgId_before: where } });
    if (deleted === 0n) return;
    await audit(
      tx,
      { orgId: orgId as OrgId, now, actor: "system:retention" },
      {
        action: "retention.delete",
        target: "organization",
        after: { before, calls: Number(deleted), cost: toDecimalString(costNanos) },
      },
    );
  });
}
