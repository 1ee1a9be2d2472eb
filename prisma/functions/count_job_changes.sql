-- How the number of jobs and sessions changes by day (as rows of job_daily to add up) when some of them changed: what
-- they counted for before is taken off, what they count for now is added. Old rows without a new one are left alone.
-- A job counts once it succeeded or failed, on the UTC day of its end; a session on the UTC day of its start.
CREATE OR REPLACE FUNCTION count_job_changes(
  p_old_jobs agent_jobs[], p_jobs agent_jobs[], p_old_sessions agent_sessions[], p_sessions agent_sessions[]
) RETURNS job_daily[]
LANGUAGE plpgsql
IMMUTABLE
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN ARRAY(
    SELECT ROW(x.org_id, x.day, x.project_id, x.agent_id, x.agent_type, sum(x.jobs), sum(x.failed), sum(x.retried),
      sum(x.sessions))::job_daily
    FROM (
      SELECT j.org_id, (j.finished_at AT TIME ZONE 'UTC')::date AS day, j.project_id, j.agent_id, j.agent_type, 1 AS jobs,
        (j.status = 'failed')::int AS failed, (j.attempt > 1)::int AS retried, 0 AS sessions
      FROM unnest(p_jobs) AS j
      WHERE j.status IN ('succeeded', 'failed')
      UNION ALL
      SELECT j.org_id, (j.finished_at AT TIME ZONE 'UTC')::date, j.project_id, j.agent_id, j.agent_type, -1,
        -(j.status = 'failed')::int, -(j.attempt > 1)::int, 0
      FROM unnest(p_old_jobs) AS j
      WHERE j.status IN ('succeeded', 'failed')
      UNION ALL
      SELECT s.org_id, (s.started_at AT TIME ZONE 'UTC')::date, s.project_id, s.agent_id, s.agent_type, 0, 0, 0, 1
      FROM unnest(p_sessions) AS s
      UNION ALL
      SELECT s.org_id, (s.started_at AT TIME ZONE 'UTC')::date, s.project_id, s.agent_id, s.agent_type, 0, 0, 0, -1
      FROM unnest(p_old_sessions) AS s
      JOIN unnest(p_sessions) AS n ON n.agent_id = s.agent_id AND n.id = s.id
    ) x
    GROUP BY x.org_id, x.day, x.project_id, x.agent_id, x.agent_type
    HAVING sum(x.jobs) <> 0 OR sum(x.failed) <> 0 OR sum(x.retried) <> 0 OR sum(x.sessions) <> 0);
END
$$;
