-- AlterTable
ALTER TABLE "agent_jobs" ADD COLUMN     "previous_cost_nanos" BIGINT,
ADD COLUMN     "previous_effort" TEXT,
ADD COLUMN     "previous_output_tokens" BIGINT;

-- AlterTable
ALTER TABLE "usage_daily" DROP CONSTRAINT "usage_daily_pkey",
ADD COLUMN     "effort" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "usage_daily_pkey" PRIMARY KEY ("org_id", "day", "project_id", "agent_id", "agent_type", "provider", "model", "effort");

-- AlterTable
ALTER TABLE "job_daily" DROP CONSTRAINT "job_daily_pkey",
ADD COLUMN     "effort" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "succeeded_cost_nanos" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "succeeded_output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD CONSTRAINT "job_daily_pkey" PRIMARY KEY ("org_id", "day", "project_id", "agent_id", "agent_type", "effort");

-- CreateIndex
CREATE INDEX "usage_daily_org_id_agent_id_day_idx" ON "usage_daily"("org_id", "agent_id", "day");

-- CreateIndex
CREATE INDEX "job_daily_org_id_agent_id_day_idx" ON "job_daily"("org_id", "agent_id", "day");

-- What is kept already, by effort too: made anew from the entries and the jobs, as rebuild-rollups does.
DELETE FROM usage_daily;
INSERT INTO usage_daily (org_id, day, project_id, agent_id, agent_type, provider, model, effort, cost_nanos, retry_cost_nanos,
  input_tokens, cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
  calls, errors, unpriced_calls, unpriced_tokens)
SELECT t.org_id, (t.occurred_at AT TIME ZONE 'UTC')::date, t.project_id, t.agent_id, t.agent_type, t.provider, t.model,
  COALESCE(t.effort, ''), COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0),
  sum(t.input_tokens), sum(t.cached_input_tokens), sum(t.cache_write_tokens), sum(t.cache_write_1h_tokens),
  sum(t.output_tokens), sum(t.reasoning_tokens), count(*), count(*) FILTER (WHERE t.status = 'error'),
  count(*) FILTER (WHERE t.cost_nanos IS NULL),
  COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0)
FROM credit_transactions t GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

DELETE FROM job_daily;
INSERT INTO job_daily (org_id, day, project_id, agent_id, agent_type, effort, jobs, failed, retried, sessions,
  succeeded_cost_nanos, succeeded_output_tokens)
SELECT x.org_id, x.day, x.project_id, x.agent_id, x.agent_type, x.effort, sum(x.jobs), sum(x.failed), sum(x.retried),
  sum(x.sessions), sum(x.cost), sum(x.output)
FROM (
  SELECT org_id, (finished_at AT TIME ZONE 'UTC')::date AS day, project_id, agent_id, agent_type, COALESCE(effort, '') AS effort,
    1 AS jobs, (status = 'failed')::int AS failed, (attempt > 1)::int AS retried, 0 AS sessions,
    CASE status WHEN 'succeeded' THEN cost_nanos ELSE 0 END AS cost,
    CASE status WHEN 'succeeded' THEN output_tokens ELSE 0 END AS output
  FROM agent_jobs WHERE status IN ('succeeded', 'failed')
  UNION ALL
  SELECT org_id, (started_at AT TIME ZONE 'UTC')::date, project_id, agent_id, agent_type, '', 0, 0, 0, 1, 0, 0
  FROM agent_sessions
) x GROUP BY 1, 2, 3, 4, 5, 6;
