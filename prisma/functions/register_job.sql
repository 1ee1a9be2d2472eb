-- Upserts one agent job with what its caller reports (null = not said), and keeps the number of jobs true.
-- A job that is reported at its start counts when its end is reported. Answers with the job.
CREATE OR REPLACE FUNCTION register_job(
  p_org_id text, p_id text, p_project_id text, p_agent_id text, p_agent_type text, p_run_id text, p_session_id text,
  p_attempt int, p_effort text, p_status text, p_started_at timestamptz, p_finished_at timestamptz, p_now timestamptz
) RETURNS SETOF agent_jobs
LANGUAGE plpgsql AS $$
DECLARE
  v_job agent_jobs;
BEGIN
  PERFORM 1 FROM org_settings o WHERE o.org_id = p_org_id FOR NO KEY UPDATE;

  INSERT INTO agent_jobs AS j (
    org_id, id, project_id, agent_id, agent_type, run_id, session_id, attempt, effort, status, status_reported,
    started_at, finished_at)
  SELECT p_org_id, p_id, p_project_id, p_agent_id,
    COALESCE(p_agent_type, (SELECT a.agent_type FROM agents a WHERE a.org_id = p_org_id AND a.id = p_agent_id), 'other'),
    p_run_id, p_session_id, COALESCE(p_attempt, 1), p_effort, COALESCE(p_status, 'running'), true,
    COALESCE(p_started_at, p_finished_at, p_now),
    CASE WHEN COALESCE(p_status, 'running') <> 'running' THEN COALESCE(p_finished_at, p_now) END
  ON CONFLICT (org_id, id) DO UPDATE SET
    run_id = COALESCE(EXCLUDED.run_id, j.run_id),
    session_id = COALESCE(EXCLUDED.session_id, j.session_id),
    attempt = GREATEST(j.attempt, EXCLUDED.attempt),
    effort = COALESCE(EXCLUDED.effort, j.effort),
    started_at = COALESCE(p_started_at, j.started_at),
    status = COALESCE(p_status, j.status),
    status_reported = j.status_reported OR p_status IS NOT NULL,
    finished_at = CASE
      WHEN COALESCE(p_status, j.status) = 'running' THEN NULL
      ELSE COALESCE(p_finished_at, j.finished_at, j.last_event_at, p_now) END,
    previous_status = j.status,
    previous_finished_at = j.finished_at,
    previous_attempt = j.attempt,
    previous_run_id = j.run_id,
    previous_effort = j.effort,
    previous_cost_nanos = j.cost_nanos,
    previous_output_tokens = j.output_tokens
  RETURNING j.* INTO v_job;

  IF p_run_id IS NOT NULL AND v_job.previous_run_id IS DISTINCT FROM p_run_id THEN
    INSERT INTO pipeline_runs AS r (org_id, id, project_id, started_at, job_count)
    SELECT p_org_id, x.id, p_project_id, COALESCE(p_started_at, p_finished_at, p_now), x.jobs
    FROM (VALUES (p_run_id, 1), (v_job.previous_run_id, -1)) AS x (id, jobs)
    WHERE x.id IS NOT NULL
    ON CONFLICT (org_id, id) DO UPDATE SET job_count = r.job_count + EXCLUDED.job_count;
  END IF;

  PERFORM add_job_days(p_org_id, count_job_changes(ARRAY[v_job], NULL));
  RETURN NEXT v_job;
END
$$;
