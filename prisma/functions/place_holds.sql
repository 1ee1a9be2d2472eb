-- Writes decided reservations, in the order decided, and adds the holds of those that were allowed to the counters.
-- Agents are registered when first seen. The caller holds the organisation's anchor row: see load_for_reserve.
CREATE OR REPLACE FUNCTION place_holds(
  p_org_id text, p_now timestamptz, p_id text[], p_agent_id text[], p_project_id text[], p_agent_type text[],
  p_run_id text[], p_job_id text[], p_amount_nanos bigint[], p_tokens bigint[], p_status text[], p_fingerprint text[],
  p_answer text[], p_approval_id text[], p_expires_at timestamptz[]
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_placed reservations[];
BEGIN
  WITH placed AS (
    INSERT INTO reservations AS r (org_id, id, agent_id, project_id, agent_type, run_id, job_id, amount_nanos, tokens,
      status, fingerprint, answer, approval_id, created_at, expires_at, ended_at)
    SELECT o.org_id, x.id, x.agent_id, x.project_id, x.agent_type, x.run_id, x.job_id, x.amount_nanos, x.tokens, x.status,
      x.fingerprint, x.answer::json, x.approval_id, p_now, x.expires_at, CASE x.status WHEN 'refused' THEN p_now END
    FROM org_settings o
    CROSS JOIN unnest(p_id, p_agent_id, p_project_id, p_agent_type, p_run_id, p_job_id, p_amount_nanos, p_tokens, p_status,
      p_fingerprint, p_answer, p_approval_id, p_expires_at) AS x (id, agent_id, project_id, agent_type, run_id, job_id,
      amount_nanos, tokens, status, fingerprint, answer, approval_id, expires_at)
    WHERE o.org_id = p_org_id
    RETURNING r AS reservation
  )
  SELECT array_agg(placed.reservation) FILTER (WHERE (placed.reservation).status = 'held') INTO v_placed FROM placed;
  IF v_placed IS NOT NULL THEN
    PERFORM change_holds(p_org_id, v_placed, 1);
  END IF;

  INSERT INTO agents (org_id, id, name, agent_type, project_id, created_at)
  SELECT o.org_id, x.agent_id, x.agent_id, x.agent_type, x.project_id, p_now
  FROM org_settings o
  CROSS JOIN (
    SELECT u.agent_id, min(u.agent_type) AS agent_type, min(u.project_id) AS project_id
    FROM unnest(p_agent_id, p_agent_type, p_project_id) AS u (agent_id, agent_type, project_id) GROUP BY u.agent_id
  ) x
  WHERE o.org_id = p_org_id
  ON CONFLICT DO NOTHING;
END
$$;
