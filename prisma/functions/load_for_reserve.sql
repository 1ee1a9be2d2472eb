-- Everything that decides reservations of one organisation, as JSON, with the organisation locked until the transaction
-- ends: earlier answers to the same ids, agents, runs, and the budgets that may apply with their counters. Amounts are
-- text, since JSON numbers are floats; so are answers, whose keys keep their order. What is over by itself ends first: holds,
-- pauses of these agents, requests for approval; `events` says whether that wrote domain events.
-- Takes the organisation's anchor row.
CREATE OR REPLACE FUNCTION load_for_reserve(
  p_org_id text, p_now timestamptz, p_windows date[], p_ids text[], p_project_ids text[], p_agent_ids text[],
  p_agent_types text[], p_run_ids text[]
) RETURNS jsonb
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_types text[];
  v_run_projects text[];
  v_budgets jsonb;
  v_pausing text[];
  v_events boolean := false;
BEGIN
  PERFORM expire_reservations(p_org_id, p_now);
  IF EXISTS (SELECT 1 FROM approvals a WHERE a.org_id = p_org_id AND a.decision IS NULL AND a.expires_at <= p_now) THEN
    v_events := expire_approvals(p_org_id, p_now);
  END IF;
  IF EXISTS (SELECT 1 FROM agents a WHERE a.org_id = p_org_id AND a.id = ANY (p_agent_ids) AND a.paused_until <= p_now) THEN
    v_events := resume_due(p_org_id, p_now, p_agent_ids) OR v_events;
  END IF;

  SELECT array_agg(DISTINCT x.agent_type) INTO v_types FROM (
    SELECT unnest(p_agent_types) AS agent_type
    UNION ALL SELECT a.agent_type FROM agents a WHERE a.org_id = p_org_id AND a.id = ANY (p_agent_ids)) x;

  SELECT array_agg(a.paused_by_budget_id) INTO v_pausing
  FROM agents a WHERE a.org_id = p_org_id AND a.id = ANY (p_agent_ids) AND a.paused_by_budget_id IS NOT NULL;

  SELECT p_project_ids || array_agg(r.project_id) INTO v_run_projects
  FROM pipeline_runs r WHERE r.org_id = p_org_id AND r.id = ANY (p_run_ids);

  SELECT jsonb_agg(jsonb_build_object(
    'id', b.id, 'scope', b.scope, 'projectId', b.project_id, 'scopeId', b.scope_id, 'window', b."window", 'unit', b.unit,
    'limit', b."limit"::text, 'thresholds', b.thresholds, 'onExceeded', b.on_exceeded, 'trigger', b.trigger,
    'allowUnpriced', b.allow_unpriced) ORDER BY b.id)
  INTO v_budgets
  FROM budgets b
  WHERE b.org_id = p_org_id AND b.enabled AND (b.id = ANY (v_pausing) OR CASE b.scope
    WHEN 'organization' THEN true
    WHEN 'project' THEN b.scope_id = '' OR b.scope_id = ANY (p_project_ids)
    WHEN 'agent' THEN b.scope_id = '' OR b.scope_id = ANY (p_agent_ids)
    WHEN 'agent_type' THEN b.project_id = ANY (p_project_ids) AND (b.scope_id = '' OR b.scope_id = ANY (v_types))
    ELSE (b.project_id = '' OR b.project_id = ANY (v_run_projects)) AND (b.scope_id = '' OR b.scope_id = ANY (p_run_ids)) END);

  RETURN jsonb_build_object(
    'events', v_events,
    'reservations', (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'status', r.status, 'fingerprint', r.fingerprint,
        'answer', r.answer::text)) FROM reservations r WHERE r.org_id = p_org_id AND r.id = ANY (p_ids)),
    'agents', (SELECT jsonb_agg(jsonb_build_object('id', a.id, 'agentType', a.agent_type,
        'paused', a.status = 'paused', 'reason', a.status_reason, 'since', a.status_since, 'by', a.status_by,
        'budgetId', a.paused_by_budget_id, 'scopeId', a.paused_by_scope_id, 'until', a.paused_until))
      FROM agents a WHERE a.org_id = p_org_id AND a.id = ANY (p_agent_ids)),
    'runs', (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'trigger', r.trigger, 'projectId', r.project_id))
      FROM pipeline_runs r WHERE r.org_id = p_org_id AND r.id = ANY (p_run_ids)),
    'budgets', v_budgets,
    'counters', CASE WHEN v_budgets IS NOT NULL THEN (
      SELECT jsonb_agg(jsonb_build_object('scope', c.scope, 'projectId', c.project_id, 'scopeId', c.scope_id,
        'window', c."window", 'windowStart', c.window_start, 'spentNanos', c.spent_nanos::text,
        'reservedNanos', c.reserved_nanos::text, 'spentTokens', (c.input_tokens + c.output_tokens)::text,
        'reservedTokens', c.reserved_tokens::text))
      FROM (
        SELECT 'organization' AS scope, '' AS project_id, p_org_id AS scope_id
        UNION ALL SELECT 'project', p.id, p.id FROM unnest(p_project_ids) AS p (id)
        UNION ALL SELECT 'agent', '', a.id FROM unnest(p_agent_ids) AS a (id)
        UNION ALL SELECT 'agent_type', p.id, t.id FROM unnest(p_project_ids) AS p (id), unnest(v_types) AS t (id)
        UNION ALL SELECT b.scope, CASE b.scope WHEN 'project' THEN a.paused_by_scope_id ELSE b.project_id END, a.paused_by_scope_id
        FROM agents a JOIN budgets b ON b.org_id = p_org_id AND b.id = a.paused_by_budget_id
        WHERE a.org_id = p_org_id AND a.id = ANY (p_agent_ids) AND v_pausing IS NOT NULL
      ) k
      CROSS JOIN unnest(p_windows) AS w (start)
      JOIN usage_counters c ON c.org_id = p_org_id AND c.scope = k.scope AND c.project_id = k.project_id
        AND c.scope_id = k.scope_id AND c."window" IN ('day', 'month') AND c.window_start = w.start) END,
    'runCounters', CASE WHEN v_budgets IS NOT NULL THEN (
      SELECT jsonb_agg(jsonb_build_object('scope', c.scope, 'projectId', c.project_id, 'scopeId', c.scope_id,
        'window', c."window", 'windowStart', c.window_start, 'spentNanos', c.spent_nanos::text,
        'reservedNanos', c.reserved_nanos::text, 'spentTokens', (c.input_tokens + c.output_tokens)::text,
        'reservedTokens', c.reserved_tokens::text))
      FROM unnest(p_run_ids) AS r (id)
      JOIN usage_counters c ON c.org_id = p_org_id AND c.scope = 'pipeline_run' AND c.project_id = ''
        AND c.scope_id = r.id AND c."window" = 'run' AND c.window_start = DATE '1970-01-01') END,
    'extras', CASE WHEN v_budgets IS NOT NULL THEN (
      SELECT jsonb_agg(jsonb_build_object('budgetId', w.budget_id, 'scopeId', w.scope_id, 'windowStart', w.window_start,
        'amount', w.extra::text))
      FROM jsonb_to_recordset(v_budgets) AS b (id text)
      JOIN budget_windows w ON w.org_id = p_org_id AND w.budget_id = b.id
        AND w.window_start = ANY (p_windows || DATE '1970-01-01') AND w.extra <> 0) END);
END
$$;
