-- Holds the budgets of these scopes against their counters and raises what was crossed: the highest threshold only, so
-- that a jump from nothing to over the limit is one alert. The scopes are named as usage_counters names them. Only windows that contain p_now count, and runs that were heard of in the last day: a history
-- that is imported alarms nobody. Answers whether a domain event was written.
-- The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION evaluate_budgets(
  p_org_id text, p_now timestamptz, p_scopes text[], p_project_ids text[], p_scope_ids text[]
) RETURNS boolean
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_today date := (p_now AT TIME ZONE 'UTC')::date;
  v_crossed record;
  v_events boolean := false;
BEGIN
  FOR v_crossed IN
    SELECT b AS budget, c.scope_id, COALESCE(r.project_id, c.project_id) AS project_id, c.window_start, f.used, f."limit", t.threshold,
      CASE WHEN t.threshold >= 100 THEN 'exceeded' WHEN t.place > 1 THEN 'critical' ELSE 'warning' END AS level
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
    LEFT JOIN budget_extras e ON e.org_id = p_org_id AND e.budget_id = b.id AND e.scope_id = c.scope_id
      AND e.window_start = c.window_start
    CROSS JOIN LATERAL (SELECT
      CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END AS used,
      b."limit" + COALESCE(e.amount, 0) AS "limit") f
    CROSS JOIN LATERAL (
      SELECT u.value AS threshold, u.place FROM unnest(b.thresholds) WITH ORDINALITY AS u (value, place)
      WHERE f.used::numeric * 100 >= f."limit"::numeric * u.value ORDER BY u.place DESC LIMIT 1) t
    ORDER BY b.id, c.scope_id
  LOOP
    IF v_crossed.level = 'exceeded' AND 'pause' = ANY ((v_crossed.budget).on_exceeded) OR NOT EXISTS (
      SELECT 1 FROM budget_alerts a WHERE a.org_id = p_org_id AND a.budget_id = (v_crossed.budget).id
        AND a.scope_id = v_crossed.scope_id AND a.window_start = v_crossed.window_start AND a.level = v_crossed.level
        AND a."limit" = v_crossed."limit")
    THEN
      v_events := raise_alert(p_org_id, p_now, v_crossed.budget, v_crossed.scope_id, v_crossed.project_id,
        v_crossed.window_start, v_crossed.threshold, v_crossed.level, v_crossed."limit", v_crossed.used) OR v_events;
    END IF;
  END LOOP;
  RETURN v_events;
END
$$;

-- The same for one budget that was set or changed: everything it speaks of.
CREATE OR REPLACE FUNCTION evaluate_budget(p_org_id text, p_now timestamptz, p_budget_id text) RETURNS boolean
LANGUAGE sql
AS $$
  SELECT evaluate_budgets(p_org_id, p_now, array_agg(c.scope), array_agg(c.project_id), array_agg(c.scope_id))
  FROM budgets b
  JOIN usage_counters c ON c.org_id = p_org_id AND c.scope = b.scope AND c."window" = b."window"
    AND (b.scope_id = '' OR c.scope_id = b.scope_id)
  WHERE b.org_id = p_org_id AND b.id = p_budget_id AND b.enabled
    AND (b."window" = 'run' OR c.window_start = CASE b."window" WHEN 'day' THEN (p_now AT TIME ZONE 'UTC')::date
      ELSE date_trunc('month', p_now AT TIME ZONE 'UTC')::date END)
$$;
