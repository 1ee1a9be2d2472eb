-- Keeps the number of jobs and sessions (job_daily, usage_counters) true when jobs or sessions changed: what they
-- counted for before is taken off, what they count for now is added. The caller holds the organisation's anchor row.
-- A job counts once it succeeded or failed, on the UTC day of its end; a session on the UTC day of its start.
CREATE OR REPLACE FUNCTION count_job_changes(
  p_org_id text, p_old_jobs agent_jobs[], p_jobs text[], p_old_sessions agent_sessions[], p_sessions agent_sessions[]
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  d_day date[];
  d_project text[];
  d_agent text[];
  d_type text[];
  d_jobs int[];
  d_failed int[];
  d_retried int[];
  d_sessions int[];
BEGIN
  SELECT array_agg(d.day), array_agg(d.project_id), array_agg(d.agent_id), array_agg(d.agent_type),
    array_agg(d.jobs), array_agg(d.failed), array_agg(d.retried), array_agg(d.sessions)
  INTO d_day, d_project, d_agent, d_type, d_jobs, d_failed, d_retried, d_sessions
  FROM (
    SELECT x.day, x.project_id, x.agent_id, x.agent_type, sum(x.jobs)::int AS jobs, sum(x.failed)::int AS failed,
      sum(x.retried)::int AS retried, sum(x.sessions)::int AS sessions
    FROM (
      SELECT (j.finished_at AT TIME ZONE 'UTC')::date AS day, j.project_id, j.agent_id, j.agent_type, 1 AS jobs,
        (j.status = 'failed')::int AS failed, (j.attempt > 1)::int AS retried, 0 AS sessions
      FROM agent_jobs j
      WHERE j.org_id = p_org_id AND j.id = ANY (p_jobs) AND j.status IN ('succeeded', 'failed')
      UNION ALL
      SELECT (j.finished_at AT TIME ZONE 'UTC')::date, j.project_id, j.agent_id, j.agent_type, -1,
        -(j.status = 'failed')::int, -(j.attempt > 1)::int, 0
      FROM unnest(p_old_jobs) AS j
      WHERE j.status IN ('succeeded', 'failed')
      UNION ALL
      SELECT (s.started_at AT TIME ZONE 'UTC')::date, s.project_id, s.agent_id, s.agent_type, 0, 0, 0, 1
      FROM unnest(p_sessions) AS s
      UNION ALL
      SELECT (s.started_at AT TIME ZONE 'UTC')::date, s.project_id, s.agent_id, s.agent_type, 0, 0, 0, -1
      FROM unnest(p_old_sessions) AS s
    ) x
    GROUP BY 1, 2, 3, 4
  ) d
  WHERE d.jobs <> 0 OR d.failed <> 0 OR d.retried <> 0 OR d.sessions <> 0;

  IF d_day IS NULL THEN
    RETURN;
  END IF;

  INSERT INTO job_daily AS d (org_id, day, project_id, agent_id, agent_type, jobs, failed, retried, sessions)
  SELECT p_org_id, x.* FROM unnest(d_day, d_project, d_agent, d_type, d_jobs, d_failed, d_retried, d_sessions) AS x
  ON CONFLICT (org_id, day, project_id, agent_id, agent_type) DO UPDATE SET
    jobs = d.jobs + EXCLUDED.jobs,
    failed = d.failed + EXCLUDED.failed,
    retried = d.retried + EXCLUDED.retried,
    sessions = d.sessions + EXCLUDED.sessions;

  INSERT INTO usage_counters AS c (
    org_id, scope, project_id, scope_id, "window", window_start, jobs, jobs_failed, sessions)
  SELECT p_org_id, k.scope, k.project_id, k.scope_id, w.name, w.start, sum(x.jobs), sum(x.failed), sum(x.sessions)
  FROM unnest(d_day, d_project, d_agent, d_type, d_jobs, d_failed, d_sessions)
    AS x (day, project_id, agent_id, agent_type, jobs, failed, sessions)
  CROSS JOIN LATERAL (VALUES
    ('organization', '', p_org_id),
    ('project', x.project_id, x.project_id),
    ('agent', '', x.agent_id),
    ('agent_type', x.project_id, x.agent_type)
  ) AS k (scope, project_id, scope_id)
  CROSS JOIN LATERAL (VALUES ('day', x.day), ('month', date_trunc('month', x.day)::date)) AS w (name, start)
  GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (org_id, scope, project_id, scope_id, "window", window_start) DO UPDATE SET
    jobs = c.jobs + EXCLUDED.jobs,
    jobs_failed = c.jobs_failed + EXCLUDED.jobs_failed,
    sessions = c.sessions + EXCLUDED.sessions;
END
$$;
