-- A budget reached a threshold in one window: one alert, one domain event, however many times and by however many this is
-- found (budget_windows.reached decides), and where the limit is reached and the budget pauses, its agents stop.
-- Those of a project or of an agent type in it are the agents registered there and p_agent_ids, who spent or asked there now.
-- p_limit is the limit of that window, what approvals added included. Answers whether a domain event was written.
-- The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION raise_alert(
  p_org_id text, p_now timestamptz, p_budget budgets, p_scope_id text, p_project_id text, p_window_start date,
  p_threshold int, p_level text, p_limit bigint, p_value bigint, p_agent_ids text[]
) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
  v_id text := 'alert_' || md5(concat_ws(E'\x01', p_budget.id, p_scope_id, p_window_start, p_threshold, p_now));
  v_unit numeric := CASE p_budget.unit WHEN 'cost' THEN 1000000000 ELSE 1 END;
  v_window_end timestamptz := CASE p_budget."window"
    WHEN 'day' THEN (p_window_start + interval '1 day') AT TIME ZONE 'UTC'
    WHEN 'month' THEN (p_window_start + interval '1 month') AT TIME ZONE 'UTC' END;
  v_alerted boolean;
  v_resumed boolean := false;
  v_paused int := 0;
BEGIN
  INSERT INTO budget_windows AS w (org_id, budget_id, scope_id, window_start, reached)
  SELECT o.org_id, p_budget.id, p_scope_id, p_window_start, p_threshold
  FROM org_settings o WHERE o.org_id = p_org_id AND o.alerting_enabled
  ON CONFLICT (org_id, budget_id, scope_id, window_start) DO UPDATE SET reached = EXCLUDED.reached
    WHERE w.reached < EXCLUDED.reached;
  v_alerted := FOUND;

  IF v_alerted THEN
    INSERT INTO budget_alerts (
      org_id, id, budget_id, scope_id, window_start, level, scope, project_id, threshold, "window", unit, "limit", value,
      created_at)
    VALUES (p_org_id, v_id, p_budget.id, p_scope_id, p_window_start, p_level, p_budget.scope, p_project_id, p_threshold,
      p_budget."window", p_budget.unit, p_limit, p_value, p_now);
    INSERT INTO domain_events (org_id, id, type, payload, created_at)
    VALUES (p_org_id, 'event_' || md5(v_id), 'BudgetThresholdCrossed', jsonb_build_object(
      'alertId', v_id, 'budgetId', p_budget.id, 'level', p_level, 'threshold', p_threshold, 'scope', p_budget.scope,
      'scopeId', p_scope_id, 'projectId', NULLIF(p_project_id, ''), 'window', p_budget."window", 'unit', p_budget.unit,
      'windowStart', p_window_start, 'limit', trim_scale(p_limit / v_unit), 'value', trim_scale(p_value / v_unit),
      'pct', trunc(p_value * 100.0 / p_limit, 2), 'onExceeded', p_budget.on_exceeded), p_now);
  END IF;

  IF p_level = 'exceeded' AND 'pause' = ANY (p_budget.on_exceeded) THEN
    v_resumed := resume_due(p_org_id, p_now, NULL);
    WITH paused AS (
      UPDATE agents AS a SET
        status = 'paused',
        status_reason = 'Reached ' || CASE p_budget.scope WHEN 'agent' THEN 'its ' ELSE 'the ' END
          || CASE p_budget."window" WHEN 'day' THEN 'daily ' WHEN 'month' THEN 'monthly ' ELSE '' END
          || CASE p_budget.unit WHEN 'cost' THEN 'cost' ELSE 'token' END || ' limit' || CASE p_budget.scope
            WHEN 'agent' THEN '' WHEN 'organization' THEN ' of the organisation'
            WHEN 'agent_type' THEN ' of agent type ' || p_scope_id
            ELSE ' of ' || COALESCE(
              (SELECT p.name FROM projects p WHERE p.org_id = p_org_id AND p.id = p_scope_id), p_scope_id) END,
        status_since = p_now,
        status_by = 'system:budgets',
        paused_by_budget_id = p_budget.id,
        paused_by_scope_id = p_scope_id,
        paused_until = CASE WHEN 'block' = ANY (p_budget.on_exceeded) THEN v_window_end END
      WHERE a.org_id = p_org_id AND a.status = 'active' AND CASE p_budget.scope
        WHEN 'organization' THEN true
        WHEN 'agent' THEN a.id = p_scope_id
        WHEN 'project' THEN a.project_id = p_scope_id OR a.id = ANY (p_agent_ids)
        WHEN 'agent_type' THEN a.project_id = p_project_id AND a.agent_type = p_scope_id OR a.id = ANY (p_agent_ids)
        ELSE false END
      RETURNING a.id, a.status_reason,
        to_char(a.paused_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS paused_until
    ), audited AS (
      INSERT INTO audit_entries (org_id, id, actor, action, target, before, after, created_at)
      SELECT p_org_id, 'audit_' || md5(concat_ws(E'\x01', p.id, p_budget.id, p_now)), 'system:budgets', 'agent.pause',
        'agent:' || p.id, '{"status": "active"}', jsonb_build_object('status', 'paused', 'reason', p.status_reason,
        'budgetId', p_budget.id, 'until', p.paused_until), p_now
      FROM paused p
    )
    INSERT INTO domain_events (org_id, id, type, payload, created_at)
    SELECT p_org_id, 'event_' || md5(concat_ws(E'\x01', p.id, p_budget.id, p_now)), 'AgentPaused', jsonb_build_object(
      'agentId', p.id, 'reason', p.status_reason, 'budgetId', p_budget.id, 'until', p.paused_until), p_now
    FROM paused p;
    GET DIAGNOSTICS v_paused = ROW_COUNT;
  END IF;
  RETURN v_alerted OR v_resumed OR v_paused > 0;
END
$$;
