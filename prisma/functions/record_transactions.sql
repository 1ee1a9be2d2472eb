-- Records charges and everything that follows from them, in the caller's transaction: all or nothing.
-- The caller has summed the charges up (ledger/sum-up.ts) as if each were new. If some were there already, nothing is
-- recorded, and the answer are their ids and fingerprints: the caller leaves them out and comes again. A row with an
-- empty id says that domain events were written, so that someone may be told after the commit.
--
-- Order of locks: entries first (by id, so that two calls never wait for each other crosswise), then the
-- organisation's anchor row. Whoever holds the anchor is the only one that changes the organisation's sums,
-- so the statements below it cannot deadlock and may read before they write.
-- Each statement keeps to one organisation and to one target table, so that it also runs on one Citus shard.
-- Day and month are UTC and come from the time of the call, not of its arrival.
CREATE OR REPLACE FUNCTION record_transactions(
  p_org_id text,
  p_recorded_at timestamptz,
  p_id text[],
  p_fingerprint text[],
  p_occurred_at timestamptz[],
  p_project_id text[],
  p_agent_id text[],
  p_agent_type text[],
  p_run_id text[],
  p_job_id text[],
  p_session_id text[],
  p_attempt int[],
  p_provider text[],
  p_model text[],
  p_service_tier text[],
  p_input_tokens bigint[],
  p_cached_input_tokens bigint[],
  p_cache_write_tokens bigint[],
  p_cache_write_1h_tokens bigint[],
  p_output_tokens bigint[],
  p_reasoning_tokens bigint[],
  p_reported_cost_nanos bigint[],
  p_computed_cost_nanos bigint[],
  p_cost_nanos bigint[],
  p_cost_source text[],
  p_price_id text[],
  p_status text[],
  p_effort text[],
  p_reservation_id text[],
  p_tags text[],
  p_days usage_daily[],
  p_jobs agent_jobs[],
  p_sessions agent_sessions[],
  p_runs pipeline_runs[],
  p_run_months run_monthly[],
  p_agents agents[],
  p_projects projects[],
  p_counters usage_counters[],
  p_hours usage_hourly[]
) RETURNS TABLE (existing_id text, existing_fingerprint text)
LANGUAGE plpgsql
-- Planning a dozen statements anew would cost more than a small batch itself. But a plan made while a table is small must
-- still do when it is large, so rows are found by ON CONFLICT or by a subquery for one key, and not by joins and conditions.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_jobs agent_jobs[];
  v_sessions agent_sessions[];
  v_job_days job_daily[];
  v_closed_through date;
  v_entries_from date;
  v_scopes text[];
  v_project_ids text[];
  v_scope_ids text[];
BEGIN
  -- 1. The entries. Nearly always all of them are new: then this costs less than asking of each whether it is there.
  LOOP
    BEGIN
      INSERT INTO credit_transactions (
        org_id, recorded_at, id, fingerprint, occurred_at, project_id, agent_id, agent_type, run_id, job_id, session_id,
        attempt, provider, model, service_tier, input_tokens, cached_input_tokens, cache_write_tokens,
        cache_write_1h_tokens, output_tokens, reasoning_tokens, reported_cost_nanos, computed_cost_nanos,
        cost_nanos, cost_source, price_id, status, effort, reservation_id, tags)
      SELECT o.org_id, p_recorded_at, e.id, e.fingerprint, e.occurred_at, e.project_id, e.agent_id, e.agent_type, e.run_id,
        e.job_id, e.session_id, e.attempt, e.provider, e.model, e.service_tier, e.input_tokens, e.cached_input_tokens,
        e.cache_write_tokens, e.cache_write_1h_tokens, e.output_tokens, e.reasoning_tokens, e.reported_cost_nanos,
        e.computed_cost_nanos, e.cost_nanos, e.cost_source, e.price_id, e.status, e.effort, e.reservation_id, e.tags::jsonb
      FROM org_settings o
      CROSS JOIN unnest(
        p_id, p_fingerprint, p_occurred_at, p_project_id, p_agent_id, p_agent_type, p_run_id, p_job_id, p_session_id,
        p_attempt, p_provider, p_model, p_service_tier, p_input_tokens, p_cached_input_tokens, p_cache_write_tokens,
        p_cache_write_1h_tokens, p_output_tokens, p_reasoning_tokens, p_reported_cost_nanos, p_computed_cost_nanos,
        p_cost_nanos, p_cost_source, p_price_id, p_status, p_effort, p_reservation_id, p_tags
      ) AS e (
        id, fingerprint, occurred_at, project_id, agent_id, agent_type, run_id, job_id, session_id,
        attempt, provider, model, service_tier, input_tokens, cached_input_tokens, cache_write_tokens,
        cache_write_1h_tokens, output_tokens, reasoning_tokens, reported_cost_nanos, computed_cost_nanos,
        cost_nanos, cost_source, price_id, status, effort, reservation_id, tags)
      WHERE o.org_id = p_org_id;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'organisation % does not exist', p_org_id;
      END IF;
      EXIT;
    EXCEPTION WHEN unique_violation THEN
      -- Planned each time, for the index that is best at this size: two others hold the id as well.
      RETURN QUERY EXECUTE
        'SELECT t.id, t.fingerprint FROM unnest($2) AS k (id)
         CROSS JOIN LATERAL (
           SELECT c.id, c.fingerprint FROM credit_transactions c WHERE c.org_id = $1 AND c.id = k.id OFFSET 0
         ) AS t'
        USING p_org_id, p_id;
      IF FOUND THEN
        RETURN;
      END IF;
      -- Removed in this very moment: once more.
    END;
  END LOOP;

  -- 2. From here on, one at a time per organisation. Who closes a month takes this row too: what it says of the books is
  -- what holds for these entries.
  SELECT o.books_closed_through, o.entries_from INTO v_closed_through, v_entries_from
  FROM org_settings o WHERE o.org_id = p_org_id FOR NO KEY UPDATE;
  -- Where calls are no longer kept one by one, nobody knows whether this one counts already.
  IF v_entries_from IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(p_days) AS d WHERE d.day < v_entries_from) THEN
    RAISE EXCEPTION 'calls before % are no longer kept', v_entries_from USING ERRCODE = 'PU001';
  END IF;

  -- What was read of days that are over holds no longer (ledger/past.ts). A day counts as over five minutes early: this may be
  -- committed after its end, and clocks differ.
  IF EXISTS (SELECT 1 FROM unnest(p_hours) AS h WHERE h.hour < date_trunc('day', p_recorded_at + interval '5 minutes', 'UTC')) THEN
    UPDATE org_settings o SET past_version = o.past_version + 1 WHERE o.org_id = p_org_id;
  END IF;

  -- 3. Sums by day and dimension.
  INSERT INTO usage_daily AS u
  SELECT d.* FROM org_settings o CROSS JOIN unnest(p_days) AS d WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, day, project_id, agent_id, agent_type, provider, model, effort) DO UPDATE SET
    cost_nanos = u.cost_nanos + EXCLUDED.cost_nanos,
    retry_cost_nanos = u.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = u.input_tokens + EXCLUDED.input_tokens,
    cached_input_tokens = u.cached_input_tokens + EXCLUDED.cached_input_tokens,
    cache_write_tokens = u.cache_write_tokens + EXCLUDED.cache_write_tokens,
    cache_write_1h_tokens = u.cache_write_1h_tokens + EXCLUDED.cache_write_1h_tokens,
    output_tokens = u.output_tokens + EXCLUDED.output_tokens,
    reasoning_tokens = u.reasoning_tokens + EXCLUDED.reasoning_tokens,
    calls = u.calls + EXCLUDED.calls,
    errors = u.errors + EXCLUDED.errors,
    unpriced_calls = u.unpriced_calls + EXCLUDED.unpriced_calls,
    unpriced_tokens = u.unpriced_tokens + EXCLUDED.unpriced_tokens;

  -- 4. Jobs and sessions. They keep what they were, so that what changes in their number can be counted.
  IF cardinality(p_jobs) > 0 THEN
    WITH changed AS (
      INSERT INTO agent_jobs AS j
      SELECT e.* FROM org_settings o CROSS JOIN unnest(p_jobs) AS e WHERE o.org_id = p_org_id
      ON CONFLICT (org_id, id) DO UPDATE SET
        -- A reported status stands. Otherwise the last call decides; of two at one instant, the failed one.
        status = CASE
          WHEN j.status_reported OR EXCLUDED.last_event_at < j.last_event_at THEN j.status
          WHEN EXCLUDED.last_event_at = j.last_event_at AND j.status = 'failed' THEN j.status
          ELSE EXCLUDED.status END,
        finished_at = CASE WHEN j.status_reported THEN j.finished_at ELSE GREATEST(j.finished_at, EXCLUDED.finished_at) END,
        started_at = LEAST(j.started_at, EXCLUDED.started_at),
        last_event_at = GREATEST(j.last_event_at, EXCLUDED.last_event_at),
        run_id = COALESCE(j.run_id, EXCLUDED.run_id),
        session_id = COALESCE(j.session_id, EXCLUDED.session_id),
        attempt = GREATEST(j.attempt, EXCLUDED.attempt),
        effort = COALESCE(j.effort, EXCLUDED.effort),
        cost_nanos = j.cost_nanos + EXCLUDED.cost_nanos,
        input_tokens = j.input_tokens + EXCLUDED.input_tokens,
        output_tokens = j.output_tokens + EXCLUDED.output_tokens,
        calls = j.calls + EXCLUDED.calls,
        unpriced_calls = j.unpriced_calls + EXCLUDED.unpriced_calls,
        previous_status = j.status,
        previous_finished_at = j.finished_at,
        previous_attempt = j.attempt,
        previous_run_id = j.run_id,
        previous_effort = j.effort,
        previous_cost_nanos = j.cost_nanos,
        previous_output_tokens = j.output_tokens
      RETURNING j AS job
    )
    SELECT array_agg(changed.job) INTO v_jobs FROM changed;
  END IF;

  IF cardinality(p_sessions) > 0 THEN
    WITH changed AS (
      INSERT INTO agent_sessions AS s
      SELECT e.* FROM org_settings o CROSS JOIN unnest(p_sessions) AS e
      WHERE o.org_id = p_org_id
        -- Nearly always it is there and began earlier; ON CONFLICT alone would lock its row to find that out.
        AND COALESCE((
          SELECT e.started_at < k.started_at FROM agent_sessions k
          WHERE k.org_id = p_org_id AND k.agent_id = e.agent_id AND k.id = e.id), true)
      ON CONFLICT (org_id, agent_id, id) DO UPDATE SET
        started_at = EXCLUDED.started_at,
        previous_started_at = s.started_at
      RETURNING s AS session
    )
    SELECT array_agg(changed.session) INTO v_sessions FROM changed;
  END IF;

  -- 5. Pipeline runs: over their life, and by month (run '' = outside runs). A job belongs to the first run it names.
  IF cardinality(p_runs) > 0 THEN
    INSERT INTO pipeline_runs AS r (
      org_id, id, project_id, started_at, last_event_at, cost_nanos, retry_cost_nanos, input_tokens, output_tokens,
      calls, unpriced_calls, job_count)
    SELECT o.org_id, e.id, e.project_id, e.started_at, e.last_event_at, e.cost_nanos, e.retry_cost_nanos, e.input_tokens,
      e.output_tokens, e.calls, e.unpriced_calls,
      (SELECT count(*) FROM unnest(v_jobs) AS j WHERE j.run_id = e.id AND j.previous_run_id IS NULL)
    FROM org_settings o CROSS JOIN unnest(p_runs) AS e
    WHERE o.org_id = p_org_id
    ON CONFLICT (org_id, id) DO UPDATE SET
      started_at = CASE WHEN r.reported_start IS NULL THEN LEAST(r.started_at, EXCLUDED.started_at) ELSE r.started_at END,
      last_event_at = GREATEST(r.last_event_at, EXCLUDED.last_event_at),
      cost_nanos = r.cost_nanos + EXCLUDED.cost_nanos,
      retry_cost_nanos = r.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
      input_tokens = r.input_tokens + EXCLUDED.input_tokens,
      output_tokens = r.output_tokens + EXCLUDED.output_tokens,
      calls = r.calls + EXCLUDED.calls,
      unpriced_calls = r.unpriced_calls + EXCLUDED.unpriced_calls,
      job_count = r.job_count + EXCLUDED.job_count;
  END IF;

  INSERT INTO run_monthly AS m
  SELECT e.* FROM org_settings o CROSS JOIN unnest(p_run_months) AS e WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, month, project_id, run_id) DO UPDATE SET
    cost_nanos = m.cost_nanos + EXCLUDED.cost_nanos,
    retry_cost_nanos = m.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = m.input_tokens + EXCLUDED.input_tokens,
    output_tokens = m.output_tokens + EXCLUDED.output_tokens,
    calls = m.calls + EXCLUDED.calls,
    unpriced_calls = m.unpriced_calls + EXCLUDED.unpriced_calls;

  -- 6. Agents are registered when first seen; agents and projects know when they were last heard of.
  INSERT INTO agents AS a (org_id, id, name, agent_type, project_id, created_at, last_event_at)
  SELECT o.org_id, e.id, e.id, e.agent_type, e.project_id, p_recorded_at, e.last_event_at
  FROM org_settings o CROSS JOIN unnest(p_agents) AS e
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, id) DO UPDATE SET
    last_event_at = GREATEST(a.last_event_at, EXCLUDED.last_event_at),
    agent_type = CASE WHEN a.agent_type = 'other' THEN EXCLUDED.agent_type ELSE a.agent_type END;

  UPDATE projects p SET last_event_at = GREATEST(p.last_event_at, e.last_event_at)
  FROM unnest(p_projects) AS e
  WHERE p.org_id = p_org_id AND p.id = e.id;

  -- 7. Counters: one row per scope and window, so that a card, a bar or a cap is one look-up.
  INSERT INTO usage_counters AS c
  SELECT e.* FROM org_settings o CROSS JOIN unnest(p_counters) AS e WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, scope, project_id, scope_id, "window", window_start) DO UPDATE SET
    spent_nanos = c.spent_nanos + EXCLUDED.spent_nanos,
    retry_cost_nanos = c.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = c.input_tokens + EXCLUDED.input_tokens,
    output_tokens = c.output_tokens + EXCLUDED.output_tokens,
    calls = c.calls + EXCLUDED.calls,
    errors = c.errors + EXCLUDED.errors,
    unpriced_calls = c.unpriced_calls + EXCLUDED.unpriced_calls,
    unpriced_tokens = c.unpriced_tokens + EXCLUDED.unpriced_tokens;

  INSERT INTO usage_hourly AS h
  SELECT e.* FROM org_settings o CROSS JOIN unnest(p_hours) AS e WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, project_id, hour) DO UPDATE SET
    cost_nanos = h.cost_nanos + EXCLUDED.cost_nanos,
    calls = h.calls + EXCLUDED.calls,
    unpriced_calls = h.unpriced_calls + EXCLUDED.unpriced_calls;

  v_job_days := count_job_changes(v_jobs, v_sessions);
  IF cardinality(v_job_days) > 0 THEN
    PERFORM add_job_days(p_org_id, v_job_days);
  END IF;

  -- 8. Calls of closed months are late for their books: those of an open month have them.
  IF v_closed_through IS NOT NULL AND EXISTS (SELECT 1 FROM unnest(p_run_months) AS m WHERE m.month <= v_closed_through) THEN
    PERFORM book_corrections(p_org_id, ARRAY(
      SELECT ROW(p_org_id, e.id, '', e.month, booked_month(p_recorded_at, v_closed_through), e.project_id, e.occurred_at,
        p_recorded_at, COALESCE(e.cost_nanos, 0), e.input_tokens, e.output_tokens, 1, (e.cost_nanos IS NULL)::int,
        NULL, NULL)::corrections
      FROM (
        SELECT t.*, date_trunc('month', t.occurred_at AT TIME ZONE 'UTC')::date AS month
        FROM unnest(p_id, p_occurred_at, p_project_id, p_cost_nanos, p_input_tokens, p_output_tokens)
          AS t (id, occurred_at, project_id, cost_nanos, input_tokens, output_tokens)
      ) e
      WHERE e.month <= v_closed_through));
  END IF;

  -- 9. What was held for these calls goes as their spend has come; then the limits are looked at.
  IF EXISTS (SELECT 1 FROM unnest(p_reservation_id) AS r (id) WHERE r.id IS NOT NULL) THEN
    PERFORM settle_reservations(
      p_org_id, p_recorded_at, p_reservation_id, p_id, p_cost_nanos, p_input_tokens, p_output_tokens);
  END IF;
  IF EXISTS (SELECT 1 FROM budgets b WHERE b.org_id = p_org_id AND b.enabled) THEN
    SELECT array_agg(c.scope), array_agg(c.project_id), array_agg(c.scope_id) INTO v_scopes, v_project_ids, v_scope_ids
    FROM unnest(p_counters) AS c WHERE c.scope <> 'provider';
    IF evaluate_budgets(p_org_id, p_recorded_at, v_scopes, v_project_ids, v_scope_ids, p_occurred_at, p_project_id,
      p_agent_id, p_agent_type)
    THEN
      RETURN QUERY SELECT '', '';
    END IF;
  END IF;
END
$$;
