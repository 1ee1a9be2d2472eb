-- How the number of jobs and sessions changes by day (as rows of job_daily to add up) when these jobs and sessions
-- changed: what they counted for before is taken off, what they count for now is added.
-- A job counts once it succeeded or failed, on the UTC day of its end, by its effort; a session on the UTC day of its
-- start. One that succeeded counts with what it cost and wrote.
CREATE OR REPLACE FUNCTION count_job_changes(p_jobs agent_jobs[], p_sessions agent_sessions[]) RETURNS job_daily[]
LANGUAGE plpgsql
IMMUTABLE
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN ARRAY(
    SELECT ROW(x.org_id, x.day, x.project_id, x.agent_id, x.agent_type, sum(x.jobs), sum(x.failed), sum(x.retried),
      sum(x.sessions), x.effort, sum(x.cost), sum(x.output))::job_daily
    FROM (
      SELECT j.org_id, (k.finished_at AT TIME ZONE 'UTC')::date AS day, j.project_id, j.agent_id, j.agent_type, k.jobs,
        (k.status = 'failed')::int * k.jobs AS failed, (k.attempt > 1)::int * k.jobs AS retried, 0 AS sessions,
        COALESCE(k.effort, '') AS effort, (k.status = 'succeeded')::int * k.jobs * k.cost AS cost,
        (k.status = 'succeeded')::int * k.jobs * k.output AS output
      FROM unnest(p_jobs) AS j
      CROSS JOIN LATERAL (VALUES
        (1, j.status, j.finished_at, j.attempt, j.effort, j.cost_nanos, j.output_tokens),
        (-1, j.previous_status, j.previous_finished_at, j.previous_attempt, j.previous_effort, j.previous_cost_nanos,
          j.previous_output_tokens)
      ) AS k (jobs, status, finished_at, attempt, effort, cost, output)
      WHERE k.status IN ('succeeded', 'failed')
      UNION ALL
      SELECT s.org_id, (k.started_at AT TIME ZONE 'UTC')::date, s.project_id, s.agent_id, s.agent_type, 0, 0, 0, k.sessions, '', 0, 0
      FROM unnest(p_sessions) AS s
      CROSS JOIN LATERAL (VALUES (1, s.started_at), (-1, s.previous_started_at)) AS k (sessions, started_at)
      WHERE k.started_at IS NOT NULL
    ) x
    GROUP BY x.org_id, x.day, x.project_id, x.agent_id, x.agent_type, x.effort
    HAVING sum(x.jobs) <> 0 OR sum(x.failed) <> 0 OR sum(x.retried) <> 0 OR sum(x.sessions) <> 0 OR sum(x.cost) <> 0
      OR sum(x.output) <> 0);
END
$$;
