import type { PoolClient } from "pg";
import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { readByCursor, readSnapshot } from "./read-snapshot.ts";
import { entryColumns, entryRow } from "./transaction-queries.ts";

/** Which entries: of a project, an agent, a run, and from a time up to and without another; each null for all. */
export type TransactionFilter = {
  projectId?: string | null;
  agentId?: string | null;
  runId?: string | null;
  from?: Date | null;
  to?: Date | null;
};

const row = entryRow.extend({
  tags: z.record(z.string(), z.unknown()).nullable(),
  reservationId: z.string().nullable(),
  correctionBookedMonth: z.string().nullable(),
  correctionReason: z.enum(["late", "reprice"]).nullable(),
  correctionNanos: z.bigint().nullable(),
});

/**
 * An entry with everything that its caller sent, and what of it is in the books of another month than its own, null where
 * nothing is: that month (the newest, where it was repriced more than once), whether the whole call came late or a reprice
 * changed it, and how many nano-dollars of its cost. Its cost without them is what its own month was closed with.
 */
export type WholeTransaction = z.infer<typeof row>;

/**
 * The entries in batches, newest call first within a project, one project after the other, all as of one moment: what is
 * recorded meanwhile is not among them. They are read through a cursor as they are asked for, along the index of the
 * project, agent or run, so that a ledger of any size needs no memory. Whoever takes the first must take all or end it.
 * @throws AppError `rate_limited` when four are being read.
 */
export function streamTransactions(
  { orgId }: { orgId: OrgId },
  filter: TransactionFilter,
): AsyncGenerator<WholeTransaction[], void> {
  return readSnapshot(async function* (client) {
    for (const projectId of await projectsOf(client, orgId, filter))
      yield* readAll(client, orgId, { ...filter, projectId });
  });
}

/** Those whose entries are read one after the other; where an agent or a run is asked for, its own index leads to them. */
async function projectsOf(client: PoolClient, orgId: OrgId, filter: TransactionFilter): Promise<(string | null)[]> {
  if (filter.projectId || filter.agentId || filter.runId) return [filter.projectId ?? null];
  const { rows } = await client.query<{ id: string }>("SELECT id FROM projects WHERE org_id = $1 ORDER BY id", [orgId]);
  return rows.map(({ id }) => id);
}

const correctionColumns = `k.booked_month AS "correctionBookedMonth", k.reason AS "correctionReason",
  k.correction_nanos AS "correctionNanos"`;

/** By its primary key, for each entry as it is read: most organisations have few corrections, and many entries. */
const correctionOf = `SELECT count(*) AS corrections, sum(c.cost_nanos)::bigint AS correction_nanos,
    to_char(COALESCE(max(c.booked_month) FILTER (WHERE c.reprice_id = ''), max(c.booked_month)), 'YYYY-MM') AS booked_month,
    CASE WHEN bool_or(c.reprice_id = '') THEN 'late' ELSE 'reprice' END AS reason
  FROM corrections c WHERE c.org_id = t.org_id AND c.transaction_id = t.id`;

function readAll(
  client: PoolClient,
  orgId: OrgId,
  filter: TransactionFilter,
): AsyncGenerator<WholeTransaction[], void> {
  const values: unknown[] = [orgId];
  const conditions = ["org_id = $1"];
  const only = (condition: string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  only("run_id =", filter.runId);
  only("agent_id =", filter.agentId);
  only("project_id =", filter.projectId);
  only("occurred_at >=", filter.from);
  only("occurred_at <", filter.to);
  const text = `SELECT ${entryColumns}, tags, reservation_id AS "reservationId", ${correctionColumns}
    FROM credit_transactions t
    LEFT JOIN LATERAL (${correctionOf}) k ON k.corrections > 0
    WHERE ${conditions.join(" AND ")} ORDER BY occurred_at DESC, id DESC`;
  return readByCursor(client, { text, values, row, size: 500 });
}
