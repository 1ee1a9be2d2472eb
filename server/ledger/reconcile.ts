import { z } from "zod";
import { pool, statement } from "#server/db.ts";
import { bookChecks } from "./book-checks.ts";
import { kept, retentionChecks, wholeRun } from "./retention-checks.ts";

/** One broken promise: which, of which organisation, where, and the two figures that should be one. */
export type Discrepancy = { check: string; orgId: string; at: string; expected: string; found: string };

const entriesKept = kept("t.org_id", "(t.occurred_at AT TIME ZONE 'UTC')::date");

/**
 * Each check compares a kept sum with what the entries say, to the nano-dollar and the token, and answers with the
 * rows that differ. `sum_of_entries` is written once per check as a plain GROUP BY, so that it shares no code with ingest.
 * Where entries are no longer kept one by one, sums are compared with sums: retentionChecks.
 */
const checks: Record<string, string> = {
  "usage_daily = entries": `
    WITH e AS (
      SELECT org_id, (occurred_at AT TIME ZONE 'UTC')::date AS day, project_id, agent_id, agent_type, provider, model,
        COALESCE(effort, '') AS effort, ARRAY[COALESCE(sum(cost_nanos), 0), COALESCE(sum(cost_nanos) FILTER (WHERE attempt > 1), 0), sum(input_tokens),
          sum(cached_input_tokens), sum(cache_write_tokens), sum(cache_write_1h_tokens), sum(output_tokens),
          sum(reasoning_tokens), count(*), count(*) FILTER (WHERE status = 'error'),
          count(*) FILTER (WHERE cost_nanos IS NULL),
          COALESCE(sum(input_tokens + output_tokens) FILTER (WHERE cost_nanos IS NULL), 0)]::numeric[] AS figures
      FROM credit_transactions t WHERE ${entriesKept} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8),
    k AS (
      SELECT org_id, day, project_id, agent_id, agent_type, provider, model, effort,
        ARRAY[cost_nanos, retry_cost_nanos, input_tokens, cached_input_tokens, cache_write_tokens,
          cache_write_1h_tokens, output_tokens, reasoning_tokens, calls, errors, unpriced_calls,
          unpriced_tokens]::numeric[] AS figures
      FROM usage_daily u WHERE ${kept("u.org_id", "u.day")})
    SELECT org_id, concat_ws(' ', day, project_id, agent_id, agent_type, provider, model, effort) AS at,
      e.figures::text AS expected, k.figures::text AS found
    FROM e FULL JOIN k USING (org_id, day, project_id, agent_id, agent_type, provider, model, effort)
    WHERE e.figures IS DISTINCT FROM k.figures`,
  "counters = usage_daily": `
    WITH d AS (
      SELECT u.org_id, s.scope, s.project_id, s.scope_id, w.name AS "window", w.start AS window_start,
        ARRAY[sum(cost_nanos), sum(retry_cost_nanos), sum(input_tokens), sum(output_tokens), sum(calls), sum(errors),
          sum(unpriced_calls), sum(unpriced_tokens)]::numeric[] AS figures
      FROM usage_daily u
      CROSS JOIN LATERAL (VALUES
        ('organization', '', u.org_id), ('project', u.project_id, u.project_id), ('agent', '', u.agent_id),
        ('agent_type', u.project_id, u.agent_type), ('provider', u.project_id, u.provider)) s (scope, project_id, scope_id)
      CROSS JOIN LATERAL (VALUES ('day', u.day), ('month', date_trunc('month', u.day)::date)) w (name, start)
      GROUP BY 1, 2, 3, 4, 5, 6),
    c AS (
      SELECT org_id, scope, project_id, scope_id, "window", window_start,
        ARRAY[spent_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, errors, unpriced_calls,
          unpriced_tokens]::numeric[] AS figures
      FROM usage_counters WHERE scope <> 'pipeline_run' AND calls <> 0)
    SELECT org_id, concat_ws(' ', scope, project_id, scope_id, "window", window_start) AS at,
      d.figures::text AS expected, c.figures::text AS found
    FROM d FULL JOIN c USING (org_id, scope, project_id, scope_id, "window", window_start)
    WHERE d.figures IS DISTINCT FROM c.figures`,
  "hours = entries by hour": `
    WITH e AS (
      SELECT org_id, p.project_id, date_trunc('hour', occurred_at, 'UTC') AS hour,
        ARRAY[COALESCE(sum(cost_nanos), 0), count(*), count(*) FILTER (WHERE cost_nanos IS NULL)]::numeric[] AS figures
      FROM credit_transactions t CROSS JOIN LATERAL (VALUES (t.project_id), ('')) p (project_id)
      WHERE ${entriesKept} GROUP BY 1, 2, 3),
    h AS (
      SELECT org_id, project_id, hour, ARRAY[cost_nanos, calls, unpriced_calls]::numeric[] AS figures
      FROM usage_hourly u WHERE ${kept("u.org_id", "(u.hour AT TIME ZONE 'UTC')::date")})
    SELECT org_id, concat_ws(' ', project_id, hour AT TIME ZONE 'UTC') AS at, e.figures::text AS expected, h.figures::text AS found
    FROM e FULL JOIN h USING (org_id, project_id, hour) WHERE e.figures IS DISTINCT FROM h.figures`,
  "runs = entries of runs": `
    WITH e AS (
      SELECT org_id, run_id AS id,
        ARRAY[COALESCE(sum(cost_nanos), 0), COALESCE(sum(cost_nanos) FILTER (WHERE attempt > 1), 0), sum(input_tokens),
          sum(output_tokens), count(*), count(*) FILTER (WHERE cost_nanos IS NULL)]::numeric[] AS figures
      FROM credit_transactions t WHERE run_id IS NOT NULL AND ${wholeRun("t.org_id", "t.run_id")} GROUP BY 1, 2),
    r AS (
      SELECT org_id, id, ARRAY[cost_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, unpriced_calls]::numeric[] AS figures
      FROM pipeline_runs r WHERE calls <> 0 AND ${wholeRun("r.org_id", "r.id")}),
    c AS (
      SELECT org_id, scope_id AS id,
        ARRAY[spent_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, unpriced_calls]::numeric[] AS figures
      FROM usage_counters c WHERE scope = 'pipeline_run' AND calls <> 0 AND ${wholeRun("c.org_id", "c.scope_id")})
    SELECT org_id, id AS at, e.figures::text AS expected, concat_ws(' ', r.figures, c.figures) AS found
    FROM e FULL JOIN r USING (org_id, id) FULL JOIN c USING (org_id, id)
    WHERE e.figures IS DISTINCT FROM r.figures OR e.figures IS DISTINCT FROM c.figures`,
  "run months = entries by run and month": `
    WITH e AS (
      SELECT org_id, date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date AS month, project_id,
        COALESCE(run_id, '') AS run_id,
        ARRAY[COALESCE(sum(cost_nanos), 0), COALESCE(sum(cost_nanos) FILTER (WHERE attempt > 1), 0), sum(input_tokens),
          sum(output_tokens), count(*), count(*) FILTER (WHERE cost_nanos IS NULL)]::numeric[] AS figures
      FROM credit_transactions t WHERE ${entriesKept} GROUP BY 1, 2, 3, 4),
    m AS (
      SELECT org_id, month, project_id, run_id,
        ARRAY[cost_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, unpriced_calls]::numeric[] AS figures
      FROM run_monthly m WHERE ${kept("m.org_id", "m.month")})
    SELECT org_id, concat_ws(' ', month, project_id, run_id) AS at, e.figures::text AS expected, m.figures::text AS found
    FROM e FULL JOIN m USING (org_id, month, project_id, run_id)
    WHERE e.figures IS DISTINCT FROM m.figures`,
  "jobs = entries of jobs": `
    WITH e AS (
      SELECT org_id, job_id AS id,
        ARRAY[COALESCE(sum(cost_nanos), 0), sum(input_tokens), sum(output_tokens), count(*),
          count(*) FILTER (WHERE cost_nanos IS NULL)]::numeric[] AS figures
      FROM credit_transactions WHERE job_id IS NOT NULL GROUP BY 1, 2),
    j AS (
      SELECT org_id, id, ARRAY[cost_nanos, input_tokens, output_tokens, calls, unpriced_calls]::numeric[] AS figures
      FROM agent_jobs WHERE calls <> 0)
    SELECT org_id, id AS at, e.figures::text AS expected, j.figures::text AS found
    FROM e FULL JOIN j USING (org_id, id) LEFT JOIN agent_jobs w USING (org_id, id)
    WHERE e.figures IS DISTINCT FROM j.figures AND (w.id IS NULL OR ${kept("w.org_id", "(w.started_at AT TIME ZONE 'UTC')::date")})`,
  "job_daily = jobs and sessions": `
    WITH e AS (
      SELECT org_id, day, project_id, agent_id, agent_type, effort,
        ARRAY[sum(jobs), sum(failed), sum(retried), sum(sessions), sum(cost), sum(output)]::numeric[] AS figures
      FROM (
        SELECT org_id, (finished_at AT TIME ZONE 'UTC')::date AS day, project_id, agent_id, agent_type,
          COALESCE(effort, '') AS effort, 1 AS jobs, (status = 'failed')::int AS failed, (attempt > 1)::int AS retried,
          0 AS sessions, CASE status WHEN 'succeeded' THEN cost_nanos ELSE 0 END AS cost,
          CASE status WHEN 'succeeded' THEN output_tokens ELSE 0 END AS output
        FROM agent_jobs WHERE status IN ('succeeded', 'failed')
        UNION ALL
        SELECT org_id, (started_at AT TIME ZONE 'UTC')::date, project_id, agent_id, agent_type, '', 0, 0, 0, 1, 0, 0
        FROM agent_sessions
      ) x GROUP BY 1, 2, 3, 4, 5, 6),
    d AS (
      SELECT org_id, day, project_id, agent_id, agent_type, effort,
        ARRAY[jobs, failed, retried, sessions, succeeded_cost_nanos, succeeded_output_tokens]::numeric[] AS figures
      FROM job_daily WHERE jobs <> 0 OR failed <> 0 OR retried <> 0 OR sessions <> 0 OR succeeded_cost_nanos <> 0
        OR succeeded_output_tokens <> 0)
    SELECT org_id, concat_ws(' ', day, project_id, agent_id, agent_type, effort) AS at, e.figures::text AS expected,
      d.figures::text AS found
    FROM e FULL JOIN d USING (org_id, day, project_id, agent_id, agent_type, effort) WHERE e.figures IS DISTINCT FROM d.figures`,
  "counters of jobs = job_daily": `
    WITH d AS (
      SELECT j.org_id, s.scope, s.project_id, s.scope_id, w.name AS "window", w.start AS window_start,
        ARRAY[sum(jobs), sum(failed), sum(sessions)]::numeric[] AS figures
      FROM job_daily j
      CROSS JOIN LATERAL (VALUES
        ('organization', '', j.org_id), ('project', j.project_id, j.project_id), ('agent', '', j.agent_id),
        ('agent_type', j.project_id, j.agent_type)) s (scope, project_id, scope_id)
      CROSS JOIN LATERAL (VALUES ('day', j.day), ('month', date_trunc('month', j.day)::date)) w (name, start)
      GROUP BY 1, 2, 3, 4, 5, 6
      HAVING sum(jobs) <> 0 OR sum(failed) <> 0 OR sum(sessions) <> 0),
    c AS (
      SELECT org_id, scope, project_id, scope_id, "window", window_start, ARRAY[jobs, jobs_failed, sessions]::numeric[] AS figures
      FROM usage_counters WHERE jobs <> 0 OR jobs_failed <> 0 OR sessions <> 0)
    SELECT org_id, concat_ws(' ', scope, project_id, scope_id, "window", window_start) AS at,
      d.figures::text AS expected, c.figures::text AS found
    FROM d FULL JOIN c USING (org_id, scope, project_id, scope_id, "window", window_start)
    WHERE d.figures IS DISTINCT FROM c.figures`,
  "reserved = held reservations": `
    WITH h AS (
      SELECT r.org_id, s.scope, s.project_id, s.scope_id, w.name AS "window", w.start::date AS window_start,
        ARRAY[sum(r.amount_nanos), sum(r.tokens)]::numeric[] AS figures
      FROM reservations r
      CROSS JOIN LATERAL (VALUES
        ('organization', '', r.org_id), ('project', r.project_id, r.project_id), ('agent', '', r.agent_id),
        ('agent_type', r.project_id, r.agent_type)) s (scope, project_id, scope_id)
      CROSS JOIN LATERAL (
        SELECT 'day' AS name, generate_series(date_trunc('day', r.created_at AT TIME ZONE 'UTC'),
          r.expires_at AT TIME ZONE 'UTC', interval '1 day') AS start
        UNION ALL
        SELECT 'month', generate_series(date_trunc('month', r.created_at AT TIME ZONE 'UTC'),
          r.expires_at AT TIME ZONE 'UTC', interval '1 month')) w
      WHERE r.status = 'held' GROUP BY 1, 2, 3, 4, 5, 6
      UNION ALL
      SELECT org_id, 'pipeline_run', '', run_id, 'run', DATE '1970-01-01', ARRAY[sum(amount_nanos), sum(tokens)]::numeric[]
      FROM reservations WHERE status = 'held' AND run_id IS NOT NULL GROUP BY org_id, run_id),
    c AS (
      SELECT org_id, scope, project_id, scope_id, "window", window_start,
        ARRAY[reserved_nanos, reserved_tokens]::numeric[] AS figures
      FROM usage_counters WHERE reserved_nanos <> 0 OR reserved_tokens <> 0)
    SELECT org_id, concat_ws(' ', scope, project_id, scope_id, "window", window_start) AS at,
      h.figures::text AS expected, c.figures::text AS found
    FROM (SELECT * FROM h WHERE figures <> '{0,0}') h FULL JOIN c USING (org_id, scope, project_id, scope_id, "window", window_start)
    WHERE h.figures IS DISTINCT FROM c.figures`,
  ...bookChecks,
  ...retentionChecks,
};

const discrepancyRow = z.object({
  orgId: z.string(),
  at: z.string().nullable(),
  expected: z.string().nullable(),
  found: z.string().nullable(),
});

const statements = Object.entries(checks).map(([check, sql], i) => ({
  check,
  run: statement(`reconcile_${i}`, `SELECT org_id AS "orgId", at, expected, found FROM (${sql}) x`, discrepancyRow),
}));

/** What each check is called, in the order they run. */
export const reconcileChecks = statements.map(({ check }) => check);

/**
 * Compares every kept sum of every organisation with the entries it was made of (invariant 2). Reads the whole ledger;
 * changes nothing. Calls `done` after each check.
 */
export async function reconcile(done: (check: string, found: number) => void = () => {}): Promise<Discrepancy[]> {
  const all: Discrepancy[] = [];
  for (const { check, run } of statements) {
    const rows = await run(pool(), []);
    done(check, rows.length);
    for (const row of rows) {
      all.push({
        check,
        orgId: row.orgId,
        at: row.at ?? "",
        expected: row.expected ?? "nothing",
        found: row.found ?? "nothing",
      });
    }
  }
  return all;
}
