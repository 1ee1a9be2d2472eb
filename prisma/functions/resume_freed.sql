-- Agents that this budget paused go on where it no longer stops them: it was raised, no longer pauses, is off or gone.
-- Answers whether domain events were written. The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION resume_freed(p_org_id text, p_now timestamptz, p_budget_id text, p_by text) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
  WITH freed AS (
    UPDATE agents AS a SET status = 'active', status_reason = 'The limit that paused it was changed', status_since = p_now,
      status_by = p_by, paused_by_budget_id = NULL, paused_until = NULL
    WHERE a.org_id = p_org_id AND a.status = 'paused' AND a.paused_by_budget_id = p_budget_id AND NOT EXISTS (
      SELECT 1 FROM budgets b
      JOIN usage_counters c ON c.org_id = b.org_id AND c.scope = b.scope AND c."window" = b."window"
        AND c.window_start = CASE b."window" WHEN 'day' THEN (p_now AT TIME ZONE 'UTC')::date
          ELSE date_trunc('month', p_now AT TIME ZONE 'UTC')::date END
        AND c.scope_id = CASE b.scope WHEN 'organization' THEN p_org_id WHEN 'project' THEN a.project_id
          WHEN 'agent_type' THEN a.agent_type ELSE a.id END
        AND (b.scope <> 'agent_type' OR c.project_id = b.project_id)
      LEFT JOIN budget_windows w ON w.org_id = b.org_id AND w.budget_id = b.id AND w.scope_id = c.scope_id
        AND w.window_start = c.window_start
      WHERE b.org_id = p_org_id AND b.id = p_budget_id AND b.enabled AND 'pause' = ANY (b.on_exceeded)
        AND CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END
          >= b."limit" + COALESCE(w.extra, 0))
    RETURNING a.id
  ), audited AS (
    INSERT INTO audit_entries (org_id, id, actor, action, target, before, after, created_at)
    SELECT p_org_id, 'audit_' || md5(concat_ws(E'\x01', f.id, p_budget_id, p_now, 'resume')), p_by, 'agent.resume',
      'agent:' || f.id, '{"status": "paused"}', jsonb_build_object('status', 'active', 'budgetId', p_budget_id), p_now
    FROM freed f
  )
  INSERT INTO domain_events (org_id, id, type, payload, created_at)
  SELECT p_org_id, 'event_' || md5(concat_ws(E'\x01', f.id, p_budget_id, p_now, 'resume')), 'AgentResumed',
    jsonb_build_object('agentId', f.id, 'by', p_by, 'budgetId', p_budget_id), p_now
  FROM freed f;
  RETURN FOUND;
END
$$;
