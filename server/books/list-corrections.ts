import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

const row = z.object({
  transactionId: z.string(),
  repriceId: z.string(),
  month: z.string(),
  bookedMonth: z.string(),
  occurredAt: z.date(),
  bookedAt: z.date(),
  projectId: z.string(),
  agentId: z.string().nullable(),
  agentType: z.string().nullable(),
  runId: z.string().nullable(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  costNanos: z.bigint(),
  inputTokens: z.bigint(),
  outputTokens: z.bigint(),
  calls: z.int(),
  unpricedCalls: z.int(),
});

/**
 * What changed for a call of a closed month: nano-dollars, tokens and calls to be added to the books of `bookedMonth`. Of a
 * call that came late, all of it; of one that was repriced (`repriceId` not ''), the difference. Whose agent and model it was
 * is null once calls of that time are no longer kept one by one: the correction stays.
 */
export type Correction = z.infer<typeof row>;

/** Booked in `bookedMonth`; of calls of one month, of one project; each left out for all. */
export type CorrectionFilter = { bookedMonth: string; month?: string | undefined; projectId?: string | undefined };

/** Where a page ended. */
export type CorrectionCursor = { bookedAt: Date; transactionId: string; repriceId: string };

const statementFor = (ofProject: boolean) =>
  statement(
    `books_corrections${ofProject ? "_of_project" : ""}`,
    `SELECT k.transaction_id AS "transactionId", k.reprice_id AS "repriceId", to_char(k.month, 'YYYY-MM') AS month,
       to_char(k.booked_month, 'YYYY-MM') AS "bookedMonth", k.occurred_at AS "occurredAt", k.booked_at AS "bookedAt",
       k.project_id AS "projectId", t.agent_id AS "agentId", t.agent_type AS "agentType", t.run_id AS "runId", t.provider, t.model,
       k.cost_nanos AS "costNanos", k.input_tokens AS "inputTokens", k.output_tokens AS "outputTokens", k.calls,
       k.unpriced_calls AS "unpricedCalls"
     FROM corrections k
     LEFT JOIN credit_transactions t ON t.org_id = k.org_id AND t.id = k.transaction_id
     WHERE k.org_id = $1 AND k.booked_month = $2::date AND ($3::date IS NULL OR k.month = $3)
       AND (k.booked_at, k.transaction_id, k.reprice_id) < ($4, $5, $6) ${ofProject ? "AND k.project_id = $8" : ""}
     ORDER BY k.booked_at DESC, k.transaction_id DESC, k.reprice_id DESC LIMIT $7`,
    row,
  );
const ofAll = statementFor(false);
const ofProject = statementFor(true);

const endOfTime = new Date("9999-12-31T23:59:59.999Z");

/** Corrections booked in a month, the last booked first: one index range, whatever the ledger holds. */
export function listCorrections(
  { orgId }: { orgId: OrgId },
  { bookedMonth, month, projectId }: CorrectionFilter,
  { after, limit }: { after?: CorrectionCursor | undefined; limit: number },
): Promise<Correction[]> {
  const values = [
    orgId,
    `${bookedMonth}-01`,
    month === undefined ? null : `${month}-01`,
    after?.bookedAt ?? endOfTime,
    after?.transactionId ?? "",
    after?.repriceId ?? "",
    limit,
  ];
  return projectId === undefined ? ofAll(pool(), values) : ofProject(pool(), [...values, projectId]);
}
