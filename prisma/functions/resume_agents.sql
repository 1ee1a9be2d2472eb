-- Paused agents go on: their status, the audit log and a domain event each say why, by whom and since when. One whose pause
-- was over by itself went on then. Answers whether there were some.
-- The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION resume_agents(
  p_org_id text, p_now timestamptz, p_ids text[], p_by text, p_reason text
) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
  WITH paused AS (
    SELECT a.id, a.paused_by_budget_id AS budget_id, LEAST(a.paused_until, p_now) AS since
    FROM agents a WHERE a.org_id = p_org_id AND a.id = ANY (p_ids) AND a.status = 'paused'
  ), resumed AS (
    UPDATE agents AS a SET status = 'active', status_reason = p_reason, status_since = p.since, status_by = p_by,
      paused_by_budget_id = NULL, paused_by_scope_id = NULL, paused_until = NULL
    FROM paused p WHERE a.org_id = p_org_id AND a.id = p.id
  ), audited AS (
    INSERT INTO audit_entries (org_id, id, actor, action, target, before, after, created_at)
    SELECT p_org_id, 'audit_' || md5(concat_ws(E'\x01', p.id, p.budget_id, p_now, 'resume')), p_by, 'agent.resume',
      'agent:' || p.id, '{"status": "paused"}',
      jsonb_build_object('status', 'active', 'reason', p_reason, 'budgetId', p.budget_id), p_now
    FROM paused p
  )
  INSERT INTO domain_events (org_id, id, type, payload, created_at)
  SELECT p_org_id, 'event_' || md5(concat_ws(E'\x01', p.id, p.budget_id, p_now, 'resume')), 'AgentResumed',
    jsonb_build_object('agentId', p.id, 'by', p_by, 'reason', p_reason, 'budgetId', p.budget_id), p_now
  FROM paused p;
  RETURN FOUND;
END
$$;

-- Agents whose pause is over by itself: the window of the limit that paused them ended. p_ids null: all of the organisation.
-- Answers whether there were some. The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION resume_due(p_org_id text, p_now timestamptz, p_ids text[]) RETURNS boolean
LANGUAGE sql
AS $$
  SELECT resume_agents(p_org_id, p_now, array_agg(a.id), 'system:budgets', 'The limit that paused it began anew')
  FROM agents a
  WHERE a.org_id = p_org_id AND (p_ids IS NULL OR a.id = ANY (p_ids)) AND a.status = 'paused' AND a.paused_until <= p_now
$$;

-- Agents that this budget paused go on where it no longer stops them: it was raised, no longer pauses, is off or gone.
-- Answers whether there were some. The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION resume_freed(p_org_id text, p_now timestamptz, p_budget_id text, p_by text) RETURNS boolean
LANGUAGE sql
AS $$
  SELECT resume_agents(p_org_id, p_now, array_agg(a.id), p_by, 'The limit that paused it was changed')
  FROM agents a
  WHERE a.org_id = p_org_id AND a.status = 'paused' AND a.paused_by_budget_id = p_budget_id AND NOT EXISTS (
    SELECT 1 FROM budgets b
    JOIN usage_counters c ON c.org_id = b.org_id AND c.scope = b.scope AND c."window" = b."window"
      AND c.window_start = CASE b."window" WHEN 'day' THEN (p_now AT TIME ZONE 'UTC')::date
        ELSE date_trunc('month', p_now AT TIME ZONE 'UTC')::date END
      AND c.scope_id = a.paused_by_scope_id AND (b.scope <> 'agent_type' OR c.project_id = b.project_id)
    LEFT JOIN budget_windows w ON w.org_id = b.org_id AND w.budget_id = b.id AND w.scope_id = c.scope_id
      AND w.window_start = c.window_start
    WHERE b.org_id = p_org_id AND b.id = p_budget_id AND b.enabled AND 'pause' = ANY (b.on_exceeded)
      AND CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END
        >= b."limit" + COALESCE(w.extra, 0))
$$;
