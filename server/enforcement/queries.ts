import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

/** `pending` waits for approval; `refused` and `rejected` hold nothing. */
const statuses = ["held", "settled", "released", "expired", "refused", "pending", "rejected"] as const;

const reservationStatement = statement(
  "enforcement_reservation",
  `SELECT id, agent_id AS "agentId", project_id AS "projectId", agent_type AS "agentType", run_id AS "runId",
     job_id AS "jobId", amount_nanos AS "amountNanos", tokens, status, answer, extensions, approval_id AS "approvalId",
     transaction_id AS "transactionId", settled_nanos AS "settledNanos", settled_tokens AS "settledTokens", late,
     created_at AS "createdAt", expires_at AS "expiresAt", ended_at AS "endedAt"
   FROM reservations WHERE org_id = $1 AND id = $2`,
  z.object({
    id: z.string(),
    agentId: z.string(),
    projectId: z.string(),
    agentType: z.string(),
    runId: z.string().nullable(),
    jobId: z.string().nullable(),
    amountNanos: z.bigint(),
    tokens: z.bigint(),
    status: z.enum(statuses),
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
  }),
);

/** One reservation. Amounts in nano-dollars and tokens, times UTC. */
export type Reservation = Awaited<ReturnType<typeof reservationStatement>>[number];

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
