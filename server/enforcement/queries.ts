import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

/** `pending` waits for approval; `refused` and `rejected` hold nothing. */
export const reservationStatuses = [
  "held",
  "settled",
  "released",
  "expired",
  "refused",
  "pending",
  "rejected",
] as const;

const columns = `id, agent_id AS "agentId", project_id AS "projectId", agent_type AS "agentType", run_id AS "runId",
     job_id AS "jobId", amount_nanos AS "amountNanos", tokens, status, answer, extensions, approval_id AS "approvalId",
     transaction_id AS "transactionId", settled_nanos AS "settledNanos", settled_tokens AS "settledTokens", late,
     created_at AS "createdAt", expires_at AS "expiresAt", ended_at AS "endedAt"`;

const row = z.object({
  id: z.string(),
  agentId: z.string(),
  projectId: z.string(),
  agentType: z.string(),
  runId: z.string().nullable(),
  jobId: z.string().nullable(),
  amountNanos: z.bigint(),
  tokens: z.bigint(),
  status: z.enum(reservationStatuses),
  answer: z.unknown(),
  extensions: z.record(z.string(), z.string()),
  approvalId: z.string().nullable(),
  transactionId: z.string().nullable(),
  settledNanos: z.bigint().nullable(),
  settledTokens: z.bigint().nullable(),
  late: z.boolean(),
  createdAt: z.date(),
  expiresAt: z.date(),
  endedAt: z.date().nullable(),
});

const reservationStatement = statement(
  "enforcement_reservation",
  `SELECT ${columns} FROM reservations WHERE org_id = $1 AND id = $2`,
  row,
);

// Each status is an index of its own to read from its end: a page of all costs no more than a page of each.
const reservationsStatement = statement(
  "enforcement_reservations",
  `SELECT r.* FROM unnest($2::text[]) AS s (wanted)
   CROSS JOIN LATERAL (
     SELECT ${columns} FROM reservations r
     WHERE r.org_id = $1 AND r.status = s.wanted AND ($3::timestamptz IS NULL OR (r.expires_at, r.id) < ($3, $4::text))
     ORDER BY r.expires_at DESC, r.id DESC LIMIT $5) r
   ORDER BY "expiresAt" DESC, id DESC LIMIT $5`,
  row,
);

/** One reservation. Amounts in nano-dollars and tokens, times UTC. */
export type Reservation = z.output<typeof row>;

/** A reservation as it stands, read on the caller's connection. @throws AppError `not_found`. */
export async function readReservation(
  client: Parameters<typeof reservationStatement>[0],
  orgId: string,
  id: string,
): Promise<Reservation> {
  const [reservation] = await reservationStatement(client, [orgId, id]);
  if (!reservation) throw new AppError("not_found", `There is no reservation "${id}".`);
  return reservation;
}

/**
 * A reservation as it stands.
 * @throws AppError `not_found`, the same for one of another organisation as for none.
 */
export function getReservation(ctx: { orgId: OrgId }, id: string): Promise<Reservation> {
  return readReservation(pool(), ctx.orgId, id);
}

/**
 * Reservations of one status or of all, those that expire last first, which is about newest first. `after` is the position of
 * the last one of the page before.
 */
export function listReservations(
  ctx: { orgId: OrgId },
  { status }: { status?: Reservation["status"] | undefined },
  { limit, after }: { limit: number; after?: { expiresAt: string; id: string } | undefined },
): Promise<Reservation[]> {
  const wanted = status === undefined ? reservationStatuses : [status];
  return reservationsStatement(pool(), [ctx.orgId, wanted, after?.expiresAt ?? null, after?.id ?? null, limit]);
}
