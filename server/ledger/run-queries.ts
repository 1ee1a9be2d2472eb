import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { entryColumns, entryRow, type Transaction, type TransactionCursor } from "./transaction-queries.ts";

/**
 * SQL: whether calls of the run ($2) may be gone, since those of its first months are no longer kept one by one. Then its jobs,
 * with their whole cost, say what is known of it; what was outside jobs is in the run's totals only.
 */
const gone = `EXISTS (SELECT 1 FROM run_monthly m JOIN org_settings o ON o.org_id = m.org_id AND m.month < o.entries_from
  WHERE m.org_id = $1 AND m.run_id = $2)`;

const agentsStatement = statement(
  "ledger_run_agents",
  `SELECT agent_id AS "agentId",
     (SELECT g.name FROM agents g WHERE g.org_id = $1 AND g.id = agent_id) AS "agentName", min(agent_type) AS "agentType",
     COALESCE(sum(cost_nanos), 0)::bigint AS "costNanos",
     COALESCE(sum(cost_nanos) FILTER (WHERE attempt > 1), 0)::bigint AS "retryCostNanos",
     sum(input_tokens + output_tokens)::bigint AS "totalTokens", count(*)::int AS calls,
     count(*) FILTER (WHERE cost_nanos IS NULL)::int AS "unpricedCalls",
     count(DISTINCT job_id)::int AS "jobCount"
   FROM credit_transactions WHERE org_id = $1 AND run_id = $2 AND NOT ${gone}
   GROUP BY agent_id
   UNION ALL
   SELECT j.agent_id, (SELECT g.name FROM agents g WHERE g.org_id = $1 AND g.id = j.agent_id), min(j.agent_type),
     sum(j.cost_nanos)::bigint, COALESCE(sum(j.cost_nanos) FILTER (WHERE j.attempt > 1), 0)::bigint,
     sum(j.input_tokens + j.output_tokens)::bigint, sum(j.calls)::int, sum(j.unpriced_calls)::int, count(*)::int
   FROM agent_jobs j WHERE j.org_id = $1 AND j.run_id = $2 AND j.calls > 0 AND ${gone} GROUP BY j.agent_id
   ORDER BY "costNanos" DESC, 1`,
  z.object({
    agentId: z.string(),
    agentName: z.string().nullable(),
    agentType: z.string(),
    costNanos: z.bigint(),
    retryCostNanos: z.bigint(),
    totalTokens: z.bigint(),
    calls: z.int(),
    unpricedCalls: z.int(),
    jobCount: z.int(),
  }),
);

/** What each agent of a run cost. Reads the run's entries, one short index range; its jobs, where entries are gone. */
export function runAgents(ctx: { orgId: OrgId }, runId: string) {
  return agentsStatement(pool(), [ctx.orgId, runId]);
}

const jobsStatement = statement(
  "ledger_run_jobs",
  `WITH charged AS (
     SELECT job_id, min(agent_id) AS agent_id, min(agent_type) AS agent_type, max(attempt) AS attempt, count(*)::int AS calls,
       count(*) FILTER (WHERE status = 'error')::int AS errors, count(*) FILTER (WHERE cost_nanos IS NULL)::int AS unpriced,
       COALESCE(sum(cost_nanos), 0)::bigint AS cost, COALESCE(sum(cost_nanos) FILTER (WHERE attempt > 1), 0)::bigint AS retry_cost,
       sum(input_tokens)::bigint AS input, sum(output_tokens)::bigint AS output,
       min(occurred_at) AS first_call, max(occurred_at) AS last_call
     FROM credit_transactions WHERE org_id = $1 AND run_id = $2 AND NOT ${gone} GROUP BY job_id
     UNION ALL
     SELECT id, agent_id, agent_type, attempt, calls, 0, unpriced_calls, cost_nanos,
       CASE WHEN attempt > 1 THEN cost_nanos ELSE 0 END, input_tokens, output_tokens, started_at, last_event_at
     FROM agent_jobs WHERE org_id = $1 AND run_id = $2 AND calls > 0 AND ${gone}),
   named AS (
     SELECT job_id FROM charged UNION SELECT id FROM agent_jobs WHERE org_id = $1 AND run_id = $2)
   SELECT n.job_id AS "jobId", COALESCE(j.agent_id, c.agent_id) AS "agentId",
     (SELECT g.name FROM agents g WHERE g.org_id = $1 AND g.id = COALESCE(j.agent_id, c.agent_id)) AS "agentName",
     COALESCE(j.agent_type, c.agent_type) AS "agentType", GREATEST(j.attempt, c.attempt) AS attempt, j.status,
     COALESCE(j.started_at, c.first_call) AS "startedAt",
     CASE WHEN j.id IS NULL THEN c.last_call ELSE j.finished_at END AS "finishedAt", COALESCE(c.calls, 0) AS calls,
     COALESCE(c.errors, 0) AS errors, COALESCE(c.unpriced, 0) AS "unpricedCalls", COALESCE(c.cost, 0) AS "costNanos",
     COALESCE(c.retry_cost, 0) AS "retryCostNanos", COALESCE(c.input, 0) AS "inputTokens", COALESCE(c.output, 0) AS "outputTokens"
   FROM named n
   LEFT JOIN charged c ON c.job_id IS NOT DISTINCT FROM n.job_id
   LEFT JOIN agent_jobs j ON j.org_id = $1 AND j.id = n.job_id
   ORDER BY n.job_id IS NULL, "startedAt", 1`,
  z.object({
    jobId: z.string().nullable(),
    agentId: z.string(),
    agentName: z.string().nullable(),
    agentType: z.string(),
    attempt: z.int(),
    status: z.string().nullable(),
    startedAt: z.date(),
    finishedAt: z.date().nullable(),
    calls: z.int(),
    errors: z.int(),
    unpricedCalls: z.int(),
    costNanos: z.bigint(),
    retryCostNanos: z.bigint(),
    inputTokens: z.bigint(),
    outputTokens: z.bigint(),
  }),
);

/** What a job of a run did and cost in it. `jobId` null: calls of the run that named no job; they have no status. */
export type RunJob = Awaited<ReturnType<typeof runJobs>>[number];

/**
 * Every job of a run in the order they started, last the calls outside jobs; together they are the run's entries. Reads
 * those, one index range; where some are gone, the jobs say what they cost.
 */
export function runJobs(ctx: { orgId: OrgId }, runId: string) {
  return jobsStatement(pool(), [ctx.orgId, runId]);
}

const callsStatement = statement(
  "ledger_run_calls",
  `SELECT ${entryColumns} FROM credit_transactions
   WHERE org_id = $1 AND run_id = $2 AND job_id IS NOT DISTINCT FROM $3 AND (occurred_at, id) > ($4, $5)
   ORDER BY occurred_at, id LIMIT $6`,
  entryRow,
);

const beginning: TransactionCursor = { occurredAt: new Date(0), id: "" };

/** Entries of one job of a run, or (`jobId` null) of none, in the order of the calls. */
export function runCalls(
  ctx: { orgId: OrgId },
  run: { runId: string; jobId: string | null },
  page: { after?: TransactionCursor; limit: number },
): Promise<Transaction[]> {
  const after = page.after ?? beginning;
  return callsStatement(pool(), [ctx.orgId, run.runId, run.jobId, after.occurredAt, after.id, page.limit]);
}
