import type { Ctx } from "#server/context.ts";
import { transaction } from "#server/db.ts";

/**
 * The first day of the organisation ($1) whose entries are still kept one by one. Sums of days before it cannot be made anew:
 * they stay as they are, and so does what began before it (runs, jobs, sessions), with what it came to since.
 */
const from = "(SELECT COALESCE(o.entries_from, '-infinity'::date) FROM org_settings o WHERE o.org_id = $1)";
/** Entries `t` that sums are made of. */
const ofEntries = `t.org_id = $1 AND t.occurred_at >= ${from}::timestamp AT TIME ZONE 'UTC'`;
const whole = (startedAt: string) => `${startedAt} >= ${from}::timestamp AT TIME ZONE 'UTC'`;
/** Whether a run has no months before that day. */
const wholeRun = (runId: string) =>
  `NOT EXISTS (SELECT 1 FROM run_monthly k WHERE k.org_id = $1 AND k.run_id = ${runId} AND k.month < ${from})`;

/** The sums of `usage_counters` over entries `t` that the statement has grouped. */
const counterSums = `COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0),
  sum(t.input_tokens), sum(t.output_tokens), count(*), count(*) FILTER (WHERE t.status = 'error'),
  count(*) FILTER (WHERE t.cost_nanos IS NULL),
  COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0)`;

/** The same of runs and jobs, with and without the cost of retries. */
const runSums = `COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0),
  sum(t.input_tokens), sum(t.output_tokens), count(*), count(*) FILTER (WHERE t.cost_nanos IS NULL)`;
const jobSums = `COALESCE(sum(t.cost_nanos), 0), sum(t.input_tokens), sum(t.output_tokens), count(*),
  count(*) FILTER (WHERE t.cost_nanos IS NULL)`;

/** Which windows and scopes a day counts for: see record_transactions. */
const windows = `CROSS JOIN LATERAL (VALUES ('day', d.day), ('month', date_trunc('month', d.day)::date)) AS w (name, start)`;
const scopes = `('organization', '', d.org_id), ('project', d.project_id, d.project_id), ('agent', '', d.agent_id),
  ('agent_type', d.project_id, d.agent_type)`;

const counterKey = `(org_id, scope, project_id, scope_id, "window", window_start)`;
const spentColumns =
  "spent_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, errors, unpriced_calls, unpriced_tokens";
const replaceSpent = `ON CONFLICT ${counterKey} DO UPDATE SET (${spentColumns}) = (${spentColumns.replaceAll(/\w+/g, "EXCLUDED.$&")})`;

/**
 * The counters of an organisation ($1) anew from its sums by day and its runs, its hours from those of its projects. What
 * reservations hold stays.
 */
export const counterSteps = [
  "UPDATE org_settings SET past_version = past_version + 1 WHERE org_id = $1",
  `UPDATE usage_counters SET (${spentColumns}) = (0, 0, 0, 0, 0, 0, 0, 0), jobs = 0, jobs_failed = 0, sessions = 0
   WHERE org_id = $1 AND (scope <> 'pipeline_run' OR ${wholeRun("scope_id")})`,
  `INSERT INTO usage_counters (org_id, scope, project_id, scope_id, "window", window_start, ${spentColumns})
   SELECT d.org_id, k.scope, k.project_id, k.scope_id, w.name, w.start, sum(d.cost_nanos), sum(d.retry_cost_nanos),
     sum(d.input_tokens), sum(d.output_tokens), sum(d.calls), sum(d.errors), sum(d.unpriced_calls), sum(d.unpriced_tokens)
   FROM usage_daily d
   CROSS JOIN LATERAL (VALUES ${scopes}, ('provider', d.project_id, d.provider)) AS k (scope, project_id, scope_id)
   ${windows} WHERE d.org_id = $1 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 6 ${replaceSpent}`,
  `INSERT INTO usage_counters (org_id, scope, project_id, scope_id, "window", window_start, ${spentColumns})
   SELECT t.org_id, 'pipeline_run', '', t.run_id, 'run', DATE '1970-01-01', ${counterSums}
   FROM credit_transactions t WHERE ${ofEntries} AND t.run_id IS NOT NULL AND ${wholeRun("t.run_id")}
   GROUP BY 1, 4 ${replaceSpent}`,
  `INSERT INTO usage_counters (org_id, scope, project_id, scope_id, "window", window_start, jobs, jobs_failed, sessions)
   SELECT d.org_id, k.scope, k.project_id, k.scope_id, w.name, w.start, sum(d.jobs), sum(d.failed), sum(d.sessions)
   FROM job_daily d CROSS JOIN LATERAL (VALUES ${scopes}) AS k (scope, project_id, scope_id)
   ${windows} WHERE d.org_id = $1 GROUP BY 1, 2, 3, 4, 5, 6
   ON CONFLICT ${counterKey} DO UPDATE SET
     jobs = EXCLUDED.jobs, jobs_failed = EXCLUDED.jobs_failed, sessions = EXCLUDED.sessions`,
  `DELETE FROM usage_counters WHERE org_id = $1 AND calls = 0 AND jobs = 0 AND sessions = 0
     AND reserved_nanos = 0 AND reserved_tokens = 0`,
  "DELETE FROM usage_hourly WHERE org_id = $1 AND project_id = ''",
  `INSERT INTO usage_hourly (org_id, project_id, hour, cost_nanos, calls, unpriced_calls)
   SELECT h.org_id, '', h.hour, sum(h.cost_nanos), sum(h.calls), sum(h.unpriced_calls)
   FROM usage_hourly h WHERE h.org_id = $1 GROUP BY 1, 3`,
];

/**
 * What was closed and which corrections are booked where is no sum of entries, and stays.
 * In this order, since jobs and sessions decide the counts by day, and those the counters. What callers reported
 * (status, trigger, times) and what is held by reservations stays; everything that is a sum is made anew.
 * The definitions are those of record_transactions and count_job_changes. Days are written in their order, as they came in:
 * whoever reads a range of them then reads few pages.
 */
const steps: Record<string, string[]> = {
  days: [
    `DELETE FROM usage_daily WHERE org_id = $1 AND day >= ${from}`,
    `INSERT INTO usage_daily (org_id, day, project_id, agent_id, agent_type, provider, model, effort, cost_nanos, retry_cost_nanos,
       input_tokens, cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
       calls, errors, unpriced_calls, unpriced_tokens)
     SELECT t.org_id, (t.occurred_at AT TIME ZONE 'UTC')::date, t.project_id, t.agent_id, t.agent_type, t.provider, t.model,
       COALESCE(t.effort, ''), COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0), sum(t.input_tokens),
       sum(t.cached_input_tokens), sum(t.cache_write_tokens), sum(t.cache_write_1h_tokens), sum(t.output_tokens),
       sum(t.reasoning_tokens), count(*), count(*) FILTER (WHERE t.status = 'error'),
       count(*) FILTER (WHERE t.cost_nanos IS NULL),
       COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0)
     FROM credit_transactions t WHERE ${ofEntries} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 2`,
  ],
  hours: [
    `DELETE FROM usage_hourly WHERE org_id = $1 AND ${whole("hour")}`,
    `INSERT INTO usage_hourly (org_id, project_id, hour, cost_nanos, calls, unpriced_calls)
     SELECT t.org_id, t.project_id, date_trunc('hour', t.occurred_at, 'UTC'), COALESCE(sum(t.cost_nanos), 0), count(*),
       count(*) FILTER (WHERE t.cost_nanos IS NULL)
     FROM credit_transactions t WHERE ${ofEntries} GROUP BY 1, 2, 3 ORDER BY 3`,
  ],
  jobs: [
    `UPDATE agent_jobs SET cost_nanos = 0, input_tokens = 0, output_tokens = 0, calls = 0, unpriced_calls = 0
     WHERE org_id = $1 AND ${whole("started_at")}`,
    `INSERT INTO agent_jobs AS j (org_id, id, project_id, agent_id, agent_type, run_id, session_id, attempt, effort, status,
       started_at, finished_at, last_event_at, cost_nanos, input_tokens, output_tokens, calls, unpriced_calls)
     SELECT t.org_id, t.job_id, min(t.project_id), min(t.agent_id), min(t.agent_type), min(t.run_id), min(t.session_id),
       max(t.attempt), max(t.effort),
       CASE WHEN (array_agg(t.status ORDER BY t.occurred_at DESC, t.status))[1] = 'error' THEN 'failed' ELSE 'succeeded' END,
       min(t.occurred_at), max(t.occurred_at), max(t.occurred_at), ${jobSums}
     FROM credit_transactions t WHERE ${ofEntries} AND t.job_id IS NOT NULL GROUP BY 1, 2
     ON CONFLICT (org_id, id) DO UPDATE SET
       status = CASE WHEN j.status_reported THEN j.status ELSE EXCLUDED.status END,
       finished_at = CASE WHEN j.status_reported THEN j.finished_at ELSE EXCLUDED.finished_at END,
       started_at = LEAST(j.started_at, EXCLUDED.started_at), last_event_at = EXCLUDED.last_event_at,
       run_id = COALESCE(j.run_id, EXCLUDED.run_id), session_id = COALESCE(j.session_id, EXCLUDED.session_id),
       attempt = GREATEST(j.attempt, EXCLUDED.attempt), effort = COALESCE(j.effort, EXCLUDED.effort),
       cost_nanos = EXCLUDED.cost_nanos, input_tokens = EXCLUDED.input_tokens, output_tokens = EXCLUDED.output_tokens,
       calls = EXCLUDED.calls, unpriced_calls = EXCLUDED.unpriced_calls
     WHERE ${whole("j.started_at")}`,
    "DELETE FROM agent_jobs WHERE org_id = $1 AND calls = 0 AND NOT status_reported",
  ],
  sessions: [
    `INSERT INTO agent_sessions AS s (org_id, agent_id, id, project_id, agent_type, started_at)
     SELECT t.org_id, t.agent_id, t.session_id, min(t.project_id), min(t.agent_type), min(t.occurred_at)
     FROM credit_transactions t WHERE ${ofEntries} AND t.session_id IS NOT NULL GROUP BY 1, 2, 3
     ON CONFLICT (org_id, agent_id, id) DO UPDATE SET started_at = EXCLUDED.started_at WHERE ${whole("s.started_at")}`,
    // A set difference, whatever the planner knows of the tables: entries have no index by session.
    `DELETE FROM agent_sessions s USING (
       SELECT agent_id, id FROM agent_sessions WHERE org_id = $1 AND ${whole("started_at")}
       EXCEPT SELECT agent_id, session_id FROM credit_transactions WHERE org_id = $1) gone
     WHERE s.org_id = $1 AND s.agent_id = gone.agent_id AND s.id = gone.id`,
  ],
  runs: [
    `UPDATE pipeline_runs SET cost_nanos = 0, retry_cost_nanos = 0, input_tokens = 0, output_tokens = 0, calls = 0,
       unpriced_calls = 0 WHERE org_id = $1 AND ${wholeRun("id")}`,
    "UPDATE pipeline_runs SET job_count = 0 WHERE org_id = $1",
    `INSERT INTO pipeline_runs AS r (org_id, id, project_id, started_at, last_event_at, cost_nanos, retry_cost_nanos,
       input_tokens, output_tokens, calls, unpriced_calls)
     SELECT t.org_id, t.run_id, min(t.project_id), min(t.occurred_at), max(t.occurred_at), ${runSums}
     FROM credit_transactions t WHERE ${ofEntries} AND t.run_id IS NOT NULL AND ${wholeRun("t.run_id")} GROUP BY 1, 2
     ON CONFLICT (org_id, id) DO UPDATE SET
       started_at = CASE WHEN r.reported_start IS NULL THEN LEAST(r.started_at, EXCLUDED.started_at) ELSE r.started_at END,
       last_event_at = EXCLUDED.last_event_at, cost_nanos = EXCLUDED.cost_nanos,
       retry_cost_nanos = EXCLUDED.retry_cost_nanos, input_tokens = EXCLUDED.input_tokens,
       output_tokens = EXCLUDED.output_tokens, calls = EXCLUDED.calls, unpriced_calls = EXCLUDED.unpriced_calls`,
    `UPDATE pipeline_runs r SET job_count = x.jobs
     FROM (SELECT j.run_id, count(*)::int AS jobs FROM agent_jobs j
       WHERE j.org_id = $1 AND j.run_id IS NOT NULL GROUP BY 1) x
     WHERE r.org_id = $1 AND r.id = x.run_id`,
    `DELETE FROM run_monthly WHERE org_id = $1 AND month >= ${from}`,
    `INSERT INTO run_monthly (org_id, month, project_id, run_id, cost_nanos, retry_cost_nanos, input_tokens, output_tokens,
       calls, unpriced_calls)
     SELECT t.org_id, date_trunc('month', t.occurred_at AT TIME ZONE 'UTC')::date, t.project_id, COALESCE(t.run_id, ''), ${runSums}
     FROM credit_transactions t WHERE ${ofEntries} GROUP BY 1, 2, 3, 4`,
  ],
  "jobs by day": [
    "DELETE FROM job_daily WHERE org_id = $1",
    `INSERT INTO job_daily (org_id, day, project_id, agent_id, agent_type, effort, jobs, failed, retried, sessions,
       succeeded_cost_nanos, succeeded_output_tokens)
     SELECT $1, x.day, x.project_id, x.agent_id, x.agent_type, x.effort, sum(x.jobs), sum(x.failed), sum(x.retried),
       sum(x.sessions), sum(x.cost), sum(x.output)
     FROM (
       SELECT (finished_at AT TIME ZONE 'UTC')::date AS day, project_id, agent_id, agent_type, COALESCE(effort, '') AS effort,
         1 AS jobs, (status = 'failed')::int AS failed, (attempt > 1)::int AS retried, 0 AS sessions,
         CASE status WHEN 'succeeded' THEN cost_nanos ELSE 0 END AS cost,
         CASE status WHEN 'succeeded' THEN output_tokens ELSE 0 END AS output
       FROM agent_jobs WHERE org_id = $1 AND status IN ('succeeded', 'failed')
       UNION ALL
       SELECT (started_at AT TIME ZONE 'UTC')::date, project_id, agent_id, agent_type, '', 0, 0, 0, 1, 0, 0
       FROM agent_sessions WHERE org_id = $1
     ) x GROUP BY 2, 3, 4, 5, 6 ORDER BY 2`,
  ],
  counters: counterSteps,
  "corrections by month": [
    "DELETE FROM correction_sums WHERE org_id = $1",
    `INSERT INTO correction_sums (org_id, month, booked_month, project_id, cost_nanos, input_tokens, output_tokens, calls,
       unpriced_calls, corrections)
     SELECT k.org_id, k.month, k.booked_month, k.project_id, sum(k.cost_nanos), sum(k.input_tokens), sum(k.output_tokens),
       sum(k.calls), sum(k.unpriced_calls), count(*)
     FROM corrections k WHERE k.org_id = $1 GROUP BY 1, 2, 3, 4`,
  ],
  "agents and projects": [
    `INSERT INTO agents AS a (org_id, id, name, agent_type, project_id, created_at, last_event_at)
     SELECT t.org_id, t.agent_id, t.agent_id, min(t.agent_type), min(t.project_id), min(t.recorded_at), max(t.occurred_at)
     FROM credit_transactions t WHERE t.org_id = $1 GROUP BY 1, 2
     ON CONFLICT (org_id, id) DO UPDATE SET last_event_at = EXCLUDED.last_event_at`,
    `UPDATE projects p SET last_event_at = x.last_event_at
     FROM (SELECT t.project_id, max(t.occurred_at) AS last_event_at FROM credit_transactions t
       WHERE t.org_id = $1 GROUP BY 1) x
     WHERE p.org_id = $1 AND p.id = x.project_id`,
  ],
};

/**
 * Makes every kept sum of the organisation anew from its entries, in one transaction: afterwards they agree, whatever
 * they said before. Ingest of the organisation waits meanwhile; readers see the old sums until the end.
 * `done` is told each part that is finished.
 */
export async function rebuildRollups(
  { ctx }: { ctx: Pick<Ctx, "orgId"> },
  done: (step: string) => void = () => {},
): Promise<void> {
  await transaction(async (client) => {
    // Whoever holds the anchor is the only one that changes the sums: see record_transactions.
    await client.query("SELECT 1 FROM org_settings WHERE org_id = $1 FOR NO KEY UPDATE", [ctx.orgId]);
    await client.query("SET LOCAL work_mem = '256MB'");
    for (const [step, statements] of Object.entries(steps)) {
      for (const text of statements) await client.query(text, [ctx.orgId]);
      done(step);
    }
  });
}
