import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";

/** The columns of an entry, as `entryRow` reads them. */
export const entryColumns = `id, occurred_at AS "occurredAt", recorded_at AS "recordedAt", project_id AS "projectId",
  agent_id AS "agentId", agent_type AS "agentType", run_id AS "runId", job_id AS "jobId", session_id AS "sessionId",
  attempt, provider, model, service_tier AS "serviceTier", input_tokens AS "inputTokens",
  cached_input_tokens AS "cachedInputTokens", cache_write_tokens AS "cacheWriteTokens",
  cache_write_1h_tokens AS "cacheWrite1hTokens", output_tokens AS "outputTokens", reasoning_tokens AS "reasoningTokens",
  reported_cost_nanos AS "reportedCostNanos", computed_cost_nanos AS "computedCostNanos", cost_nanos AS "costNanos",
  cost_source AS "costSource", price_id AS "priceId", status, effort`;

export const entryRow = z.object({
  id: z.string(),
  occurredAt: z.date(),
  recordedAt: z.date(),
  projectId: z.string(),
  agentId: z.string(),
  agentType: z.string(),
  runId: z.string().nullable(),
  jobId: z.string().nullable(),
  sessionId: z.string().nullable(),
  attempt: z.int(),
  provider: z.string(),
  model: z.string(),
  serviceTier: z.string().nullable(),
  inputTokens: z.bigint(),
  cachedInputTokens: z.bigint(),
  cacheWriteTokens: z.bigint(),
  cacheWrite1hTokens: z.bigint(),
  outputTokens: z.bigint(),
  reasoningTokens: z.bigint(),
  reportedCostNanos: z.bigint().nullable(),
  computedCostNanos: z.bigint().nullable(),
  costNanos: z.bigint().nullable(),
  costSource: z.enum(["reported", "priced", "unpriced"]),
  priceId: z.string().nullable(),
  status: z.enum(["ok", "error"]),
  effort: z.string().nullable(),
});

/** One entry of the ledger as it stands: nano-dollars, tokens, UTC. */
export type Transaction = z.infer<typeof entryRow>;

/** Where a page of a newest-first list ended. */
export type TransactionCursor = { occurredAt: Date; id: string };

const projectTransactionsStatement = statement(
  "ledger_project_transactions",
  `SELECT ${entryColumns} FROM credit_transactions
   WHERE org_id = $1 AND project_id = $2 AND (occurred_at, id) < ($3, $4)
   ORDER BY occurred_at DESC, id DESC LIMIT $5`,
  entryRow,
);

/** Later than any call can be said to have happened. */
export const endOfTime: TransactionCursor = { occurredAt: new Date("9999-12-31T23:59:59.999Z"), id: "" };

/** Entries of a project, newest call first. */
export function projectTransactions(
  ctx: { orgId: OrgId },
  projectId: string,
  page: { after?: TransactionCursor; limit: number },
): Promise<Transaction[]> {
  const after = page.after ?? endOfTime;
  return projectTransactionsStatement(pool(), [ctx.orgId, projectId, after.occurredAt, after.id, page.limit]);
}

const agentTransactionsStatement = statement(
  "ledger_agent_transactions",
  `SELECT ${entryColumns} FROM credit_transactions
   WHERE org_id = $1 AND agent_id = $2 AND (occurred_at, id) < ($3, $4)
   ORDER BY occurred_at DESC, id DESC LIMIT $5`,
  entryRow,
);

/** Entries of an agent in whichever project, newest call first. */
export function agentTransactions(
  ctx: { orgId: OrgId },
  agentId: string,
  page: { after?: TransactionCursor | undefined; limit: number },
): Promise<Transaction[]> {
  const after = page.after ?? endOfTime;
  return agentTransactionsStatement(pool(), [ctx.orgId, agentId, after.occurredAt, after.id, page.limit]);
}

const transactionStatement = statement(
  "ledger_transaction",
  `SELECT ${entryColumns} FROM credit_transactions WHERE org_id = $1 AND id = $2 AND project_id = $3`,
  entryRow,
);

/** One entry of a project. @throws AppError `not_found`. */
export async function getTransaction(ctx: { orgId: OrgId }, projectId: string, id: string): Promise<Transaction> {
  const [entry] = await transactionStatement(pool(), [ctx.orgId, id, projectId]);
  if (!entry) throw new AppError("not_found", `There is no transaction "${id}" in this project.`);
  return entry;
}
