import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import type { Interval } from "#server/time/range.ts";

/** Jobs of one agent that are read at most, its latest. */
const jobsRead = 20_000;

const ended = `FROM agent_jobs WHERE org_id = $1 AND agent_id = $2 AND started_at >= $3 AND started_at < $4 AND status <> 'running' AND calls > 0
     AND input_tokens + output_tokens > 0`;

const historyStatement = statement(
  "insights_job_history",
  `SELECT count(*)::int AS jobs, COALESCE(array_agg((input_tokens + output_tokens)::float8), '{}') AS tokens,
     COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY input_tokens + output_tokens), 0) AS "medianTokens",
     COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY cost_nanos), 0) AS "medianNanos",
     COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY calls), 0) AS "medianCalls",
     COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY input_tokens / calls), 0) AS "medianInputPerCall",
     COALESCE(percentile_disc(0.5) WITHIN GROUP (ORDER BY output_tokens), 0) AS "medianOutput"
   FROM (SELECT * ${ended} ORDER BY started_at DESC, id DESC LIMIT $5) recent`,
  z.object({
    jobs: z.int(),
    tokens: z.array(z.number()),
    medianTokens: z.bigint(),
    medianNanos: z.bigint(),
    medianCalls: z.int(),
    medianInputPerCall: z.bigint(),
    medianOutput: z.bigint(),
  }),
);

/** Tokens of each of an agent's ended jobs, and what is usual of them: medians, the lower one of an even number. */
export type JobHistory = Awaited<ReturnType<typeof historyStatement>>[number];

const largeJobsStatement = statement(
  "insights_large_jobs",
  `SELECT id AS "jobId", run_id AS "runId", project_id AS "projectId", started_at AS "startedAt", last_event_at AS "lastEventAt",
     status, cost_nanos AS "costNanos", input_tokens AS "inputTokens", output_tokens AS "outputTokens", calls,
     unpriced_calls AS "unpricedCalls"
   ${ended} AND input_tokens + output_tokens > $5
   ORDER BY cost_nanos DESC, id LIMIT $6`,
  z.object({
    jobId: z.string(),
    runId: z.string().nullable(),
    projectId: z.string(),
    startedAt: z.date(),
    lastEventAt: z.date().nullable(),
    status: z.string(),
    costNanos: z.bigint(),
    inputTokens: z.bigint(),
    outputTokens: z.bigint(),
    calls: z.int(),
    unpricedCalls: z.int(),
  }),
);

/** A job that is larger than its agent's others. Nano-dollars, tokens, UTC. */
export type LargeJob = Awaited<ReturnType<typeof largeJobsStatement>>[number];

const callInputsStatement = statement(
  "insights_call_inputs",
  `SELECT COALESCE(array_agg(input_tokens::float8 ORDER BY occurred_at, id), '{}') AS inputs
   FROM (SELECT input_tokens, occurred_at, id FROM credit_transactions
     WHERE org_id = $1 AND agent_id = $2 AND occurred_at BETWEEN $3 AND $4 AND job_id = $5
     ORDER BY occurred_at DESC, id DESC LIMIT 1000) calls`,
  z.object({ inputs: z.array(z.number()) }),
);

const effortsStatement = statement(
  "insights_job_efforts",
  `WITH recent AS MATERIALIZED (
     SELECT project_id, effort, cost_nanos, input_tokens, output_tokens
     ${ended} AND effort IS NOT NULL AND unpriced_calls = 0
     ORDER BY started_at DESC, id DESC LIMIT $5),
   short AS MATERIALIZED (
     SELECT project_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY output_tokens) AS output
     FROM recent WHERE effort = ANY ($6) GROUP BY 1)
   SELECT r.project_id AS "projectId", r.effort, count(*)::int AS jobs, sum(r.cost_nanos)::bigint AS "costNanos",
     sum(r.input_tokens + r.output_tokens)::bigint AS tokens,
     percentile_disc(0.5) WITHIN GROUP (ORDER BY r.cost_nanos) AS "medianNanos",
     percentile_disc(0.5) WITHIN GROUP (ORDER BY r.output_tokens) AS "medianOutput",
     max(s.output) AS "shortOutput", count(*) FILTER (WHERE r.output_tokens <= s.output)::int AS "shortJobs",
     COALESCE(sum(r.cost_nanos) FILTER (WHERE r.output_tokens <= s.output), 0)::bigint AS "shortNanos"
   FROM recent r LEFT JOIN short s ON s.project_id = r.project_id
   GROUP BY 1, 2 ORDER BY 1, 2`,
  z.object({
    projectId: z.string(),
    effort: z.string(),
    jobs: z.int(),
    costNanos: z.bigint(),
    tokens: z.bigint(),
    medianNanos: z.bigint(),
    medianOutput: z.bigint(),
    shortOutput: z.bigint().nullable(),
    shortJobs: z.int(),
    shortNanos: z.bigint(),
  }),
);

/**
 * An agent's ended jobs of one effort level in one project. A short job has at most as much output as the median of the
 * agent's jobs of lower effort there (`shortOutput`; null without any).
 */
export type EffortLevel = Awaited<ReturnType<typeof effortsStatement>>[number];

type Reader = { orgId: OrgId };

/** The agent's latest ended jobs with tokens that began within the time, at most 20,000: one index range. */
export async function jobHistory(ctx: Reader, agentId: string, { start, end }: Interval): Promise<JobHistory> {
  const [history] = await historyStatement(pool(), [ctx.orgId, agentId, start, end, jobsRead]);
  if (!history) throw new Error("A sum over no jobs is a row, too.");
  return history;
}

/** Those that began within the time and used more than so many tokens, the dearest first. */
export function largeJobs(ctx: Reader, agentId: string, { start, end }: Interval, above: bigint, count: number) {
  return largeJobsStatement(pool(), [ctx.orgId, agentId, start, end, above, count]);
}

/** Input tokens of each call of a job in their order, of at most its last thousand. */
export async function callInputs(ctx: Reader, agentId: string, job: LargeJob): Promise<number[]> {
  const until = job.lastEventAt ?? job.startedAt;
  const [row] = await callInputsStatement(pool(), [ctx.orgId, agentId, job.startedAt, until, job.jobId]);
  return row?.inputs ?? [];
}

/** The agent's latest ended and priced jobs that began within the time, at most 20,000, by effort; `lower` are the lower ones. */
export function jobEfforts(
  ctx: Reader,
  agentId: string,
  { start, end }: Interval,
  lower: readonly string[],
): Promise<EffortLevel[]> {
  return effortsStatement(pool(), [ctx.orgId, agentId, start, end, jobsRead, lower]);
}
