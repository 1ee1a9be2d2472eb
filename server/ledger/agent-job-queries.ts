import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { entryColumns, entryRow, type Transaction, type TransactionCursor } from "./transaction-queries.ts";

const jobColumns = `id AS "jobId", project_id AS "projectId", run_id AS "runId", attempt, effort, status,
  started_at AS "startedAt", finished_at AS "finishedAt", last_event_at AS "lastEventAt", cost_nanos AS "costNanos",
  input_tokens AS "inputTokens", output_tokens AS "outputTokens", calls, unpriced_calls AS "unpricedCalls"`;

const jobRow = z.object({
  jobId: z.string(),
  projectId: z.string(),
  runId: z.string().nullable(),
  attempt: z.int(),
  effort: z.string().nullable(),
  status: z.string(),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
  lastEventAt: z.date().nullable(),
  costNanos: z.bigint(),
  inputTokens: z.bigint(),
  outputTokens: z.bigint(),
  calls: z.int(),
  unpricedCalls: z.int(),
});

/** One execution of an agent with its totals over its whole life. */
export type AgentJob = z.output<typeof jobRow>;

const jobsStatement = statement(
  "ledger_agent_jobs",
  `SELECT ${jobColumns} FROM agent_jobs
   WHERE org_id = $1 AND agent_id = $2 AND (started_at, id) < ($3, $4)
   ORDER BY started_at DESC, id DESC LIMIT $5`,
  jobRow,
);

/** Where a page of jobs, newest first, ended. */
export type JobCursor = { startedAt: Date; id: string };

const endOfTime: JobCursor = { startedAt: new Date("9999-12-31T23:59:59.999Z"), id: "" };

/** The executions of an agent in whichever project, that which started last first: one index range. */
export function agentJobs(
  ctx: { orgId: OrgId },
  agentId: string,
  page: { after?: JobCursor | undefined; limit: number },
): Promise<AgentJob[]> {
  const after = page.after ?? endOfTime;
  return jobsStatement(pool(), [ctx.orgId, agentId, after.startedAt, after.id, page.limit]);
}

const jobStatement = statement(
  "ledger_agent_job",
  `SELECT ${jobColumns} FROM agent_jobs WHERE org_id = $1 AND id = $2 AND agent_id = $3`,
  jobRow,
);

// A start may be reported that is later than the first calls: those of a day before it are looked through as well.
const callsStatement = statement(
  "ledger_agent_job_calls",
  `SELECT ${entryColumns} FROM credit_transactions
   WHERE org_id = $1 AND agent_id = $2 AND job_id = $3 AND (occurred_at, id) > ($4, $5)
     AND occurred_at BETWEEN $6::timestamptz - interval '1 day' AND $7
   ORDER BY occurred_at, id LIMIT $8`,
  entryRow,
);

const beginning: TransactionCursor = { occurredAt: new Date(0), id: "" };

/**
 * The calls of one execution of an agent, in their order. Reads the agent's calls while it lasted, one index range.
 * @throws AppError `not_found`.
 */
export async function agentJobCalls(
  ctx: { orgId: OrgId },
  { agentId, jobId }: { agentId: string; jobId: string },
  page: { after?: TransactionCursor | undefined; limit: number },
): Promise<Transaction[]> {
  const [job] = await jobStatement(pool(), [ctx.orgId, jobId, agentId]);
  if (!job) throw new AppError("not_found", `There is no job "${jobId}" of the agent "${agentId}".`);
  if (!job.lastEventAt) return [];
  const after = page.after ?? beginning;
  const during = [job.startedAt, job.lastEventAt];
  return callsStatement(pool(), [ctx.orgId, agentId, jobId, after.occurredAt, after.id, ...during, page.limit]);
}
