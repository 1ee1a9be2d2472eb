-- Adds numbers of jobs and sessions by day to job_daily and to the counters of every scope and window they fall into. The
-- caller holds the organisation's anchor row, so that nobody else changes them meanwhile.
CREATE OR REPLACE FUNCTION add_job_days(p_org_id text, p_job_days job_daily[]) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_sort = off
AS $$
BEGIN
  INSERT INTO job_daily AS d (
    org_id, day, project_id, agent_id, agent_type, effort, jobs, failed, retried, sessions, succeeded_cost_nanos,
    succeeded_output_tokens)
  SELECT o.org_id, x.day, x.project_id, x.agent_id, x.agent_type, x.effort, x.jobs, x.failed, x.retried, x.sessions,
    x.succeeded_cost_nanos, x.succeeded_output_tokens
  FROM org_settings o CROSS JOIN unnest(p_job_days) AS x
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, day, project_id, agent_id, agent_type, effort) DO UPDATE SET
    jobs = d.jobs + EXCLUDED.jobs,
    failed = d.failed + EXCLUDED.failed,
    retried = d.retried + EXCLUDED.retried,
    sessions = d.sessions + EXCLUDED.sessions,
    succeeded_cost_nanos = d.succeeded_cost_nanos + EXCLUDED.succeeded_cost_nanos,
    succeeded_output_tokens = d.succeeded_output_tokens + EXCLUDED.succeeded_output_tokens;

  INSERT INTO usage_counters AS c (
    org_id, scope, project_id, scope_id, "window", window_start, jobs, jobs_failed, sessions)
  SELECT o.org_id, x.scope, x.project_id, x.scope_id, x.name, x.start, x.jobs, x.failed, x.sessions
  FROM org_settings o
  CROSS JOIN (
    SELECT k.scope, k.project_id, k.scope_id, w.name, w.start, sum(j.jobs) AS jobs, sum(j.failed) AS failed,
      sum(j.sessions) AS sessions
    FROM unnest(p_job_days) AS j
    CROSS JOIN LATERAL (VALUES
      ('organization', '', p_org_id),
      ('project', j.project_id, j.project_id),
      ('agent', '', j.agent_id),
      ('agent_type', j.project_id, j.agent_type)
    ) AS k (scope, project_id, scope_id)
    CROSS JOIN LATERAL (VALUES ('day', j.day), ('month', date_trunc('month', j.day)::date)) AS w (name, start)
    WHERE j.jobs <> 0 OR j.failed <> 0 OR j.sessions <> 0
    GROUP BY 1, 2, 3, 4, 5
  ) x
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, scope, project_id, scope_id, "window", window_start) DO UPDATE SET
    jobs = c.jobs + EXCLUDED.jobs,
    jobs_failed = c.jobs_failed + EXCLUDED.jobs_failed,
    sessions = c.sessions + EXCLUDED.sessions;
END
$$;
