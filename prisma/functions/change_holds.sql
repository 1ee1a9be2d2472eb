-- Adds the holds of these reservations to the counters of everything they may be spent from (p_sign 1), or takes them off
-- again (-1): organisation, project, agent and agent type, in each UTC day and month from the reservation's making to its
-- expiry, and its pipeline run. Whether a budget exists does not matter: a limit set later finds the holds that stand.
-- The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION change_holds(p_org_id text, p_reservations reservations[], p_sign int) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_sort = off
AS $$
BEGIN
  INSERT INTO usage_counters AS c (
    org_id, scope, project_id, scope_id, "window", window_start, reserved_nanos, reserved_tokens)
  SELECT o.org_id, k.scope, k.project_id, k.scope_id, k.name, k.start, k.nanos * p_sign, k.tokens * p_sign
  FROM org_settings o
  CROSS JOIN (
    SELECT s.scope, s.project_id, s.scope_id, w.name, w.start::date AS start, sum(r.amount_nanos)::bigint AS nanos,
      sum(r.tokens)::bigint AS tokens
    FROM unnest(p_reservations) AS r
    CROSS JOIN LATERAL (VALUES
      ('organization', '', p_org_id),
      ('project', r.project_id, r.project_id),
      ('agent', '', r.agent_id),
      ('agent_type', r.project_id, r.agent_type)
    ) AS s (scope, project_id, scope_id)
    CROSS JOIN LATERAL (
      SELECT 'day' AS name, generate_series(
        date_trunc('day', r.created_at AT TIME ZONE 'UTC'), r.expires_at AT TIME ZONE 'UTC', interval '1 day') AS start
      UNION ALL
      SELECT 'month', generate_series(
        date_trunc('month', r.created_at AT TIME ZONE 'UTC'), r.expires_at AT TIME ZONE 'UTC', interval '1 month')
    ) AS w
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT 'pipeline_run', '', r.run_id, 'run', DATE '1970-01-01', sum(r.amount_nanos)::bigint, sum(r.tokens)::bigint
    FROM unnest(p_reservations) AS r
    WHERE r.run_id IS NOT NULL
    GROUP BY r.run_id
  ) k
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, scope, project_id, scope_id, "window", window_start) DO UPDATE SET
    reserved_nanos = c.reserved_nanos + EXCLUDED.reserved_nanos,
    reserved_tokens = c.reserved_tokens + EXCLUDED.reserved_tokens;
END
$$;
