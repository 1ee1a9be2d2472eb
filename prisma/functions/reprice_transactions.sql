-- Gives recorded calls another cost, and every sum that follows from them, in the caller's transaction: all or nothing. The
-- caller has read the calls under the organisation's anchor row, which it still holds, and has summed up the differences
-- (ledger/sum-changes.ts): their rows are there, since the calls are. A reported cost is never changed. A cost of null is no
-- price: the call is unpriced. What changes for calls of closed months is booked in an open one. Answers whether domain
-- events were written.
CREATE OR REPLACE FUNCTION reprice_transactions(
  p_org_id text,
  p_now timestamptz,
  p_reprice_id text,
  p_id text[],
  p_cost_nanos bigint[],
  p_price_id text[],
  p_reservation_id text[],
  p_days usage_daily[],
  p_jobs agent_jobs[],
  p_runs pipeline_runs[],
  p_run_months run_monthly[],
  p_counters usage_counters[],
  p_hours usage_hourly[]
) RETURNS boolean
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_changed int;
  v_jobs agent_jobs[];
  v_job_days job_daily[];
  v_closed_through date;
  v_scopes text[];
  v_project_ids text[];
  v_scope_ids text[];
BEGIN
  SELECT o.books_closed_through INTO v_closed_through FROM org_settings o WHERE o.org_id = p_org_id;
  IF v_closed_through IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(p_days) AS d WHERE d.day < v_closed_through + interval '1 month') THEN
    PERFORM book_corrections(p_org_id, ARRAY(
      SELECT ROW(p_org_id, t.id, p_reprice_id, t.month, booked_month(p_now, v_closed_through), t.project_id, t.occurred_at, p_now,
        COALESCE(e.cost_nanos, 0) - COALESCE(t.cost_nanos, 0), 0, 0, 0,
        (e.cost_nanos IS NULL)::int - (t.cost_nanos IS NULL)::int, t.cost_source, t.price_id)::corrections
      FROM unnest(p_id, p_cost_nanos) AS e (id, cost_nanos)
      CROSS JOIN LATERAL (
        SELECT c.id, c.project_id, c.occurred_at, c.cost_nanos, c.cost_source, c.price_id,
          date_trunc('month', c.occurred_at AT TIME ZONE 'UTC')::date AS month
        FROM credit_transactions c WHERE c.org_id = p_org_id AND c.id = e.id
      ) t
      -- Another price of the same amount changes no books.
      WHERE t.month <= v_closed_through AND t.cost_nanos IS DISTINCT FROM e.cost_nanos));
  END IF;

  UPDATE org_settings o SET past_version = o.past_version + 1 WHERE o.org_id = p_org_id;

  UPDATE credit_transactions t SET
    computed_cost_nanos = e.cost_nanos,
    cost_nanos = e.cost_nanos,
    cost_source = CASE WHEN e.cost_nanos IS NULL THEN 'unpriced' ELSE 'priced' END,
    -- Nor does it change what the books of a closed month say that the call was priced by.
    price_id = CASE
      WHEN t.cost_nanos = e.cost_nanos AND t.occurred_at < (v_closed_through + interval '1 month') AT TIME ZONE 'UTC' THEN t.price_id
      ELSE e.price_id END
  FROM unnest(p_id, p_cost_nanos, p_price_id) AS e (id, cost_nanos, price_id)
  WHERE t.org_id = p_org_id AND t.id = e.id AND t.cost_source <> 'reported';
  GET DIAGNOSTICS v_changed = ROW_COUNT;
  IF v_changed <> cardinality(p_id) THEN
    RAISE EXCEPTION 'of % calls to reprice % are there', cardinality(p_id), v_changed;
  END IF;

  UPDATE reservations r SET settled_nanos = e.cost_nanos
  FROM unnest(p_id, p_cost_nanos, p_reservation_id) AS e (id, cost_nanos, reservation_id)
  WHERE r.org_id = p_org_id AND r.id = e.reservation_id AND r.transaction_id = e.id;

  UPDATE usage_daily u SET
    cost_nanos = u.cost_nanos + d.cost_nanos,
    retry_cost_nanos = u.retry_cost_nanos + d.retry_cost_nanos,
    unpriced_calls = u.unpriced_calls + d.unpriced_calls,
    unpriced_tokens = u.unpriced_tokens + d.unpriced_tokens
  FROM unnest(p_days) AS d
  WHERE u.org_id = p_org_id AND u.day = d.day AND u.project_id = d.project_id AND u.agent_id = d.agent_id
    AND u.agent_type = d.agent_type AND u.provider = d.provider AND u.model = d.model AND u.effort = d.effort;

  -- They keep what they were, so that what the succeeded ones cost by day follows.
  WITH changed AS (
    UPDATE agent_jobs j SET
      cost_nanos = j.cost_nanos + e.cost_nanos,
      unpriced_calls = j.unpriced_calls + e.unpriced_calls,
      previous_status = j.status,
      previous_finished_at = j.finished_at,
      previous_attempt = j.attempt,
      previous_run_id = j.run_id,
      previous_effort = j.effort,
      previous_cost_nanos = j.cost_nanos,
      previous_output_tokens = j.output_tokens
    FROM unnest(p_jobs) AS e
    WHERE j.org_id = p_org_id AND j.id = e.id
    RETURNING j AS job
  )
  SELECT array_agg(changed.job) INTO v_jobs FROM changed;
  v_job_days := count_job_changes(v_jobs, NULL::agent_sessions[]);
  IF cardinality(v_job_days) > 0 THEN
    PERFORM add_job_days(p_org_id, v_job_days);
  END IF;

  UPDATE pipeline_runs r SET
    cost_nanos = r.cost_nanos + e.cost_nanos,
    retry_cost_nanos = r.retry_cost_nanos + e.retry_cost_nanos,
    unpriced_calls = r.unpriced_calls + e.unpriced_calls
  FROM unnest(p_runs) AS e
  WHERE r.org_id = p_org_id AND r.id = e.id;

  UPDATE run_monthly m SET
    cost_nanos = m.cost_nanos + e.cost_nanos,
    retry_cost_nanos = m.retry_cost_nanos + e.retry_cost_nanos,
    unpriced_calls = m.unpriced_calls + e.unpriced_calls
  FROM unnest(p_run_months) AS e
  WHERE m.org_id = p_org_id AND m.month = e.month AND m.project_id = e.project_id AND m.run_id = e.run_id;

  UPDATE usage_counters c SET
    spent_nanos = c.spent_nanos + e.spent_nanos,
    retry_cost_nanos = c.retry_cost_nanos + e.retry_cost_nanos,
    unpriced_calls = c.unpriced_calls + e.unpriced_calls,
    unpriced_tokens = c.unpriced_tokens + e.unpriced_tokens
  FROM unnest(p_counters) AS e
  WHERE c.org_id = p_org_id AND c.scope = e.scope AND c.project_id = e.project_id AND c.scope_id = e.scope_id
    AND c."window" = e."window" AND c.window_start = e.window_start;

  UPDATE usage_hourly h SET
    cost_nanos = h.cost_nanos + e.cost_nanos,
    unpriced_calls = h.unpriced_calls + e.unpriced_calls
  FROM unnest(p_hours) AS e
  WHERE h.org_id = p_org_id AND h.project_id = e.project_id AND h.hour = e.hour;

  SELECT array_agg(e.scope), array_agg(e.project_id), array_agg(e.scope_id) INTO v_scopes, v_project_ids, v_scope_ids
  FROM unnest(p_counters) AS e WHERE e.scope <> 'provider';
  RETURN COALESCE(evaluate_budgets(p_org_id, p_now, v_scopes, v_project_ids, v_scope_ids), false);
END
$$;
