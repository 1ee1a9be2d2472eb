-- Holds the budgets of these scopes against their counters and raises what was newly reached: the highest threshold only, so
-- that a jump from nothing to over the limit is one alert. Below 100 the last of several thresholds is critical and the
-- others warn; from 100 on the limit is exceeded. The scopes are named as usage_counters names them. Only windows that
-- contain p_now count, and runs that were heard of in the last day: a history that is imported alarms nobody. The entries
-- are those that were just recorded, if any: whoever spent in a project is paused with it, wherever it is registered.
-- Answers whether a domain event was written. The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION evaluate_budgets(
  p_org_id text, p_now timestamptz, p_scopes text[], p_project_ids text[], p_scope_ids text[],
  p_entry_times timestamptz[] DEFAULT '{}', p_entry_projects text[] DEFAULT '{}', p_entry_agents text[] DEFAULT '{}',
  p_entry_types text[] DEFAULT '{}'
) RETURNS boolean
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_today date := (p_now AT TIME ZONE 'UTC')::date;
  v_reached record;
  v_events boolean := false;
BEGIN
  FOR v_reached IN
    SELECT b AS budget, c.scope_id, COALESCE(r.project_id, c.project_id) AS project_id, c.window_start, f.used, f."limit", t.threshold,
      CASE WHEN t.threshold >= 100 THEN 'exceeded'
        WHEN t.place > 1 AND COALESCE(b.thresholds[t.place + 1], 100) >= 100 THEN 'critical' ELSE 'warning' END AS level
    FROM (
      SELECT DISTINCT x.scope, x.project_id, x.scope_id
      FROM unnest(p_scopes, p_project_ids, p_scope_ids) AS x (scope, project_id, scope_id)
    ) k
    LEFT JOIN pipeline_runs r ON r.org_id = p_org_id AND k.scope = 'pipeline_run' AND r.id = k.scope_id
    JOIN budgets b ON b.org_id = p_org_id AND b.scope = k.scope AND b.enabled
      AND (b.scope_id = '' OR b.scope_id = k.scope_id)
      AND (b.project_id = '' OR b.project_id = COALESCE(r.project_id, k.project_id))
      AND (b.trigger = '' OR b.trigger = r.trigger)
      AND (k.scope <> 'pipeline_run' OR r.last_event_at > p_now - interval '1 day')
    JOIN usage_counters c ON c.org_id = p_org_id AND c.scope = k.scope AND c.project_id = k.project_id
      AND c.scope_id = k.scope_id AND c."window" = b."window"
      AND c.window_start = CASE b."window"
        WHEN 'day' THEN v_today WHEN 'month' THEN date_trunc('month', v_today)::date ELSE DATE '1970-01-01' END
    LEFT JOIN budget_windows w ON w.org_id = p_org_id AND w.budget_id = b.id AND w.scope_id = c.scope_id
      AND w.window_start = c.window_start
    CROSS JOIN LATERAL (SELECT
      CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END AS used,
      b."limit" + COALESCE(w.extra, 0) AS "limit") f
    CROSS JOIN LATERAL (
      SELECT u.value AS threshold, u.place FROM unnest(b.thresholds) WITH ORDINALITY AS u (value, place)
      WHERE f.used::numeric * 100 >= f."limit"::numeric * u.value ORDER BY u.place DESC LIMIT 1) t
    WHERE t.threshold > COALESCE(w.reached, 0) OR t.threshold >= 100 AND 'pause' = ANY (b.on_exceeded)
    ORDER BY b.id, c.scope_id
  LOOP
    v_events := raise_alert(p_org_id, p_now, v_reached.budget, v_reached.scope_id, v_reached.project_id,
      v_reached.window_start, v_reached.threshold, v_reached.level, v_reached."limit", v_reached.used, ARRAY(
        SELECT DISTINCT e.agent_id
        FROM unnest(p_entry_times, p_entry_projects, p_entry_agents, p_entry_types)
          AS e (occurred_at, project_id, agent_id, agent_type)
        WHERE e.project_id = v_reached.project_id
          AND ((v_reached.budget).scope <> 'agent_type' OR e.agent_type = v_reached.scope_id)
          AND e.occurred_at >= v_reached.window_start::timestamp AT TIME ZONE 'UTC')) OR v_events;
  END LOOP;
  RETURN v_events;
END
$$;

-- A budget whose limit was changed, or raised for a window, is taken back to the threshold that is still reached: what lies
-- above it may be reached anew. A threshold that stays reached is not left, so that nobody is told of it twice.
-- The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION leave_thresholds(p_org_id text, p_now timestamptz, p_budget_id text) RETURNS void
LANGUAGE sql
AS $$
  UPDATE budget_windows w SET reached = COALESCE((
    SELECT max(u.value) FROM unnest(b.thresholds) AS u (value)
    WHERE CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END::numeric * 100
      >= (b."limit" + w.extra)::numeric * u.value), 0)
  FROM budgets b
  JOIN usage_counters c ON c.org_id = b.org_id AND c.scope = b.scope AND c."window" = b."window"
    AND (b.scope <> 'agent_type' OR c.project_id = b.project_id)
    AND c.window_start = CASE b."window" WHEN 'day' THEN (p_now AT TIME ZONE 'UTC')::date
      WHEN 'month' THEN date_trunc('month', p_now AT TIME ZONE 'UTC')::date ELSE DATE '1970-01-01' END
  WHERE b.org_id = p_org_id AND b.id = p_budget_id AND w.org_id = p_org_id AND w.budget_id = b.id
    AND w.scope_id = c.scope_id AND w.window_start = c.window_start
    AND CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END::numeric * 100
      < (b."limit" + w.extra)::numeric * w.reached
$$;

-- Both for one budget that was set or changed, and everything it speaks of.
CREATE OR REPLACE FUNCTION evaluate_budget(p_org_id text, p_now timestamptz, p_budget_id text) RETURNS boolean
LANGUAGE sql
AS $$
  SELECT leave_thresholds(p_org_id, p_now, p_budget_id);
  SELECT evaluate_budgets(p_org_id, p_now, array_agg(c.scope), array_agg(c.project_id), array_agg(c.scope_id))
  FROM budgets b
  JOIN usage_counters c ON c.org_id = p_org_id AND c.scope = b.scope AND c."window" = b."window"
    AND (b.scope_id = '' OR c.scope_id = b.scope_id)
  WHERE b.org_id = p_org_id AND b.id = p_budget_id AND b.enabled
    AND (b."window" = 'run' OR c.window_start = CASE b."window" WHEN 'day' THEN (p_now AT TIME ZONE 'UTC')::date
      ELSE date_trunc('month', p_now AT TIME ZONE 'UTC')::date END)
$$;
