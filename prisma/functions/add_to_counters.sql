-- Adds sums by day (rows of usage_daily and job_daily, and of usage_counters for pipeline runs) to job_daily and to the
-- counters of every scope and window they fall into. The caller holds the organisation's anchor row, so that nobody else
-- changes them meanwhile.
CREATE OR REPLACE FUNCTION add_to_counters(
  p_org_id text, p_days usage_daily[], p_job_days job_daily[], p_runs usage_counters[]
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_sort = off
AS $$
BEGIN
  INSERT INTO job_daily AS d (org_id, day, project_id, agent_id, agent_type, jobs, failed, retried, sessions)
  SELECT o.org_id, x.day, x.project_id, x.agent_id, x.agent_type, x.jobs, x.failed, x.retried, x.sessions
  FROM org_settings o CROSS JOIN unnest(p_job_days) AS x
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, day, project_id, agent_id, agent_type) DO UPDATE SET
    jobs = d.jobs + EXCLUDED.jobs,
    failed = d.failed + EXCLUDED.failed,
    retried = d.retried + EXCLUDED.retried,
    sessions = d.sessions + EXCLUDED.sessions;

  INSERT INTO usage_counters AS c (
    org_id, scope, project_id, scope_id, "window", window_start, spent_nanos, retry_cost_nanos, input_tokens,
    output_tokens, calls, errors, unpriced_calls, unpriced_tokens, jobs, jobs_failed, sessions)
  SELECT o.org_id, x.scope, x.project_id, x.scope_id, x.name, x.start, x.spent, x.retry_cost, x.input, x.output, x.calls,
    x.errors, x.unpriced, x.unpriced_tokens, x.jobs, x.failed, x.sessions
  FROM org_settings o
  CROSS JOIN (
    SELECT f.scope, f.project_id, f.scope_id, w.name, w.start, sum(f.spent) AS spent, sum(f.retry_cost) AS retry_cost,
      sum(f.input) AS input, sum(f.output) AS output, sum(f.calls) AS calls, sum(f.errors) AS errors,
      sum(f.unpriced) AS unpriced, sum(f.unpriced_tokens) AS unpriced_tokens, sum(f.jobs) AS jobs, sum(f.failed) AS failed,
      sum(f.sessions) AS sessions
    FROM (
      -- By scope first, which leaves few rows to be repeated for day and month.
      SELECT k.scope, k.project_id, k.scope_id, d.day, sum(d.cost_nanos)::bigint AS spent,
        sum(d.retry_cost_nanos)::bigint AS retry_cost, sum(d.input_tokens)::bigint AS input,
        sum(d.output_tokens)::bigint AS output, sum(d.calls)::bigint AS calls, sum(d.errors)::bigint AS errors,
        sum(d.unpriced_calls)::bigint AS unpriced, sum(d.unpriced_tokens)::bigint AS unpriced_tokens, 0 AS jobs,
        0 AS failed, 0 AS sessions
      FROM unnest(p_days) AS d
      CROSS JOIN LATERAL (VALUES
        ('organization', '', p_org_id),
        ('project', d.project_id, d.project_id),
        ('agent', '', d.agent_id),
        ('agent_type', d.project_id, d.agent_type),
        ('provider', d.project_id, d.provider)
      ) AS k (scope, project_id, scope_id)
      GROUP BY 1, 2, 3, 4
      UNION ALL
      SELECT k.scope, k.project_id, k.scope_id, j.day, 0, 0, 0, 0, 0, 0, 0, 0, j.jobs, j.failed, j.sessions
      FROM unnest(p_job_days) AS j
      CROSS JOIN LATERAL (VALUES
        ('organization', '', p_org_id),
        ('project', j.project_id, j.project_id),
        ('agent', '', j.agent_id),
        ('agent_type', j.project_id, j.agent_type)
      ) AS k (scope, project_id, scope_id)
    ) f
    CROSS JOIN LATERAL (VALUES ('day', f.day), ('month', date_trunc('month', f.day)::date)) AS w (name, start)
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT r.scope, r.project_id, r.scope_id, r."window", r.window_start, r.spent_nanos, r.retry_cost_nanos,
      r.input_tokens, r.output_tokens, r.calls, r.errors, r.unpriced_calls, r.unpriced_tokens, 0, 0, 0
    FROM unnest(p_runs) AS r
  ) x
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, scope, project_id, scope_id, "window", window_start) DO UPDATE SET
    spent_nanos = c.spent_nanos + EXCLUDED.spent_nanos,
    retry_cost_nanos = c.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = c.input_tokens + EXCLUDED.input_tokens,
    output_tokens = c.output_tokens + EXCLUDED.output_tokens,
    calls = c.calls + EXCLUDED.calls,
    errors = c.errors + EXCLUDED.errors,
    unpriced_calls = c.unpriced_calls + EXCLUDED.unpriced_calls,
    unpriced_tokens = c.unpriced_tokens + EXCLUDED.unpriced_tokens,
    jobs = c.jobs + EXCLUDED.jobs,
    jobs_failed = c.jobs_failed + EXCLUDED.jobs_failed,
    sessions = c.sessions + EXCLUDED.sessions;
END
$$;
