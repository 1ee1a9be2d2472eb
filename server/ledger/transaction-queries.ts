import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

const entryColumns = `id, occurred_at AS "occurredAt", recorded_at AS "recordedAt", project_id AS "projectId",
  agent_id AS "agentId", agent_type AS "agentType", run_id AS "runId", job_id AS "jobId", session_id AS "sessionId",
  attempt, provider, model, service_tier AS "serviceTier", input_tokens AS "inputTokens",
  cached_input_tokens AS "cachedInputTokens", cache_write_tokens AS "cacheWriteTokens",
  cache_write_1h_tokens AS "cacheWrite1hTokens", output_tokens AS "outputTokens", reasoning_tokens AS "reasoningTokens",
  reported_cost_nanos AS "reportedCostNanos", computed_cost_nanos AS "computedCostNanos", cost_nanos AS "costNanos",
  cost_source AS "costSource", price_id AS "priceId", status, effort`;

const entryRow = z.object({
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
const endOfTime: TransactionCursor = { occurredAt: new Date("9999-12-31T23:59:59.999Z"), id: "" };

/** Entries of a project, newest call first. */
export function projectTransactions(
  ctx: { orgId: OrgId },
  projectId: string,
  page: { after?: TransactionCursor; limit: number },
): Promise<Transaction[]> {
  const after = page.after ?? endOfTime;
  return projectTransactionsStatement(pool(), [ctx.orgId, projectId, after.occurredAt, after.id, page.limit]);
}

const runTransactionsStatement = statement(
  "ledger_run_transactions",
  `SELECT ${entryColumns} FROM credit_transactions
   WHERE org_id = $1 AND run_id = $2 AND project_id = $3 ORDER BY occurred_at, id LIMIT $4`,
  entryRow,
);

/** Entries of one pipeline run in a project, in the order of the calls. */
export function runTransactions(ctx: { orgId: OrgId }, projectId: string, runId: string, limit: number) {
  return runTransactionsStatement(pool(), [ctx.orgId, runId, projectId, limit]);
}

const agentsOfRunStatement = statement(
  "ledger_run_agents",
  `SELECT agent_id AS "agentId", min(agent_type) AS "agentType", COALESCE(sum(cost_nanos), 0)::bigint AS "costNanos",
     COALESCE(sum(cost_nanos) FILTER (WHERE attempt > 1), 0)::bigint AS "retryCostNanos",
     sum(input_tokens + output_tokens)::bigint AS "totalTokens", count(*)::int AS calls,
     count(DISTINCT job_id)::int AS "jobCount"
   FROM credit_transactions WHERE org_id = $1 AND run_id = $2
   GROUP BY agent_id ORDER BY 3 DESC, 1`,
  z.object({
    agentId: z.string(),
    agentType: z.string(),
    costNanos: z.bigint(),
    retryCostNanos: z.bigint(),
    totalTokens: z.bigint(),
    calls: z.int(),
    jobCount: z.int(),
  }),
);

/** What each agent of a run cost. Reads the run's entries, one short index range. */
export function runAgents(ctx: { orgId: OrgId }, runId: string) {
  return agentsOfRunStatement(pool(), [ctx.orgId, runId]);
}
