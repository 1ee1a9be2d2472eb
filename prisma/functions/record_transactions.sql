-- Records charges and everything that follows from them, in the caller's transaction: all or nothing.
-- Answers with the ids that were there already and their fingerprints; every other id was recorded now. A row with an
-- empty id says that domain events were written, so that someone may be told after the commit.
--
-- Order of locks: entries first (by id, so that two calls never wait for each other crosswise), then the
-- organisation's anchor row. Whoever holds the anchor is the only one that changes the organisation's sums,
-- so the statements below it cannot deadlock and may read before they write.
-- Each statement keeps to one organisation and to one target table, so that it also runs on one Citus shard.
-- What was inserted is held as an array of rows: summed up from there, no entry is read again, and no plan made while
-- a table was small can go on reading all of it when it is large.
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
  p_tags text[]
) RETURNS TABLE (existing_id text, existing_fingerprint text)
LANGUAGE plpgsql
-- Every access is by key, or to rows held in an array: hashing these beats sorting them. Planning a dozen statements anew
-- would cost more than a small batch itself. But a plan made while a table is small must still do when it is large, so
-- rows are found by ON CONFLICT, which has no choice but the key, and not by joins and conditions.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_sort = off
AS $$
DECLARE
  v_entries credit_transactions[];
  v_days usage_daily[];
  v_jobs agent_jobs[];
  v_sessions agent_sessions[];
  v_runs usage_counters[];
  v_scopes text[];
  v_project_ids text[];
  v_scope_ids text[];
BEGIN
  -- 1. The entries. An agent that names no type has the one it is registered with.
  v_entries := ARRAY(
    SELECT ROW(o.org_id, e.id, e.occurred_at, p_recorded_at, e.project_id, e.agent_id,
      COALESCE(e.agent_type, (SELECT a.agent_type FROM agents a WHERE a.org_id = o.org_id AND a.id = e.agent_id), 'other'),
      e.run_id, e.job_id, e.session_id, e.attempt, e.provider, e.model, e.service_tier, e.input_tokens,
      e.cached_input_tokens, e.cache_write_tokens, e.cache_write_1h_tokens, e.output_tokens, e.reasoning_tokens,
      e.reported_cost_nanos, e.computed_cost_nanos, e.cost_nanos, e.cost_source, e.price_id, e.status, e.effort,
      e.reservation_id, e.tags::jsonb, e.fingerprint)::credit_transactions
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
    WHERE o.org_id = p_org_id);
  IF cardinality(v_entries) < cardinality(p_id) THEN
    RAISE EXCEPTION 'organisation % does not exist', p_org_id;
  END IF;

  BEGIN
    -- Nearly always all of them are new: then this costs a fifth less than asking of each whether it is there.
    INSERT INTO credit_transactions
    SELECT e.* FROM org_settings o CROSS JOIN unnest(v_entries) AS e WHERE o.org_id = p_org_id;
  EXCEPTION WHEN unique_violation THEN
    WITH inserted AS (
      INSERT INTO credit_transactions AS t
      SELECT e.* FROM org_settings o CROSS JOIN unnest(v_entries) AS e WHERE o.org_id = p_org_id
      ON CONFLICT DO NOTHING
      RETURNING t AS entry
    )
    SELECT COALESCE(array_agg(inserted.entry), '{}') INTO v_entries FROM inserted;
    -- Planned each time, for the index that is best at this size: two others hold the id as well.
    RETURN QUERY EXECUTE
      'SELECT t.id, t.fingerprint FROM unnest($2) AS k (id)
       CROSS JOIN LATERAL (
         SELECT c.id, c.fingerprint FROM credit_transactions c WHERE c.org_id = $1 AND c.id = k.id OFFSET 0
       ) AS t'
      USING p_org_id, ARRAY(SELECT x.id FROM unnest(p_id) AS x (id) EXCEPT SELECT n.id FROM unnest(v_entries) AS n);
    IF cardinality(v_entries) = 0 THEN
      RETURN;
    END IF;
  END;

  -- 2. From here on, one at a time per organisation.
  PERFORM 1 FROM org_settings o WHERE o.org_id = p_org_id FOR NO KEY UPDATE;

  -- 3. Sums by day and dimension.
  v_days := ARRAY(
    SELECT ROW(p_org_id, (t.occurred_at AT TIME ZONE 'UTC')::date, t.project_id, t.agent_id, t.agent_type, t.provider,
      t.model, COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0),
      sum(t.input_tokens), sum(t.cached_input_tokens), sum(t.cache_write_tokens), sum(t.cache_write_1h_tokens),
      sum(t.output_tokens), sum(t.reasoning_tokens), count(*), count(*) FILTER (WHERE t.status = 'error'),
      count(*) FILTER (WHERE t.cost_nanos IS NULL),
      COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0))::usage_daily
    FROM unnest(v_entries) AS t
    GROUP BY (t.occurred_at AT TIME ZONE 'UTC')::date, t.project_id, t.agent_id, t.agent_type, t.provider, t.model);

  INSERT INTO usage_daily AS u (
    org_id, day, project_id, agent_id, agent_type, provider, model, cost_nanos, retry_cost_nanos, input_tokens,
    cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, calls, errors,
    unpriced_calls, unpriced_tokens)
  SELECT o.org_id, d.day, d.project_id, d.agent_id, d.agent_type, d.provider, d.model, d.cost_nanos, d.retry_cost_nanos,
    d.input_tokens, d.cached_input_tokens, d.cache_write_tokens, d.cache_write_1h_tokens, d.output_tokens,
    d.reasoning_tokens, d.calls, d.errors, d.unpriced_calls, d.unpriced_tokens
  FROM org_settings o CROSS JOIN unnest(v_days) AS d
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, day, project_id, agent_id, agent_type, provider, model) DO UPDATE SET
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
  WITH changed AS (
    INSERT INTO agent_jobs AS j (
      org_id, id, project_id, agent_id, agent_type, run_id, session_id, attempt, effort, status, started_at,
      finished_at, last_event_at, cost_nanos, input_tokens, output_tokens, calls, unpriced_calls)
    SELECT o.org_id, e.job_id, e.project_id, e.agent_id, e.agent_type, e.run_id, e.session_id, e.attempt, e.effort,
      CASE WHEN e.last_error_at = e.last_event_at THEN 'failed' ELSE 'succeeded' END, e.started_at, e.last_event_at,
      e.last_event_at, e.cost_nanos, e.input_tokens, e.output_tokens, e.calls, e.unpriced_calls
    FROM org_settings o
    CROSS JOIN (
      SELECT t.job_id, min(t.project_id) AS project_id, min(t.agent_id) AS agent_id, min(t.agent_type) AS agent_type,
        min(t.run_id) AS run_id, min(t.session_id) AS session_id, max(t.attempt) AS attempt, max(t.effort) AS effort,
        min(t.occurred_at) AS started_at, max(t.occurred_at) AS last_event_at,
        max(t.occurred_at) FILTER (WHERE t.status = 'error') AS last_error_at,
        COALESCE(sum(t.cost_nanos), 0) AS cost_nanos, sum(t.input_tokens) AS input_tokens,
        sum(t.output_tokens) AS output_tokens, count(*) AS calls,
        count(*) FILTER (WHERE t.cost_nanos IS NULL) AS unpriced_calls
      FROM unnest(v_entries) AS t
      WHERE t.job_id IS NOT NULL
      GROUP BY t.job_id
    ) e
    WHERE o.org_id = p_org_id
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
      previous_run_id = j.run_id
    RETURNING j AS job
  )
  SELECT array_agg(changed.job) INTO v_jobs FROM changed;

  WITH changed AS (
    INSERT INTO agent_sessions AS s (org_id, agent_id, id, project_id, agent_type, started_at)
    SELECT o.org_id, e.agent_id, e.session_id, e.project_id, e.agent_type, e.started_at
    FROM org_settings o
    CROSS JOIN (
      SELECT t.agent_id, t.session_id, min(t.project_id) AS project_id, min(t.agent_type) AS agent_type,
        min(t.occurred_at) AS started_at
      FROM unnest(v_entries) AS t
      WHERE t.session_id IS NOT NULL
      GROUP BY t.agent_id, t.session_id
    ) e
    WHERE o.org_id = p_org_id
    ON CONFLICT (org_id, agent_id, id) DO UPDATE SET
      started_at = EXCLUDED.started_at,
      previous_started_at = s.started_at
      WHERE EXCLUDED.started_at < s.started_at
    RETURNING s AS session
  )
  SELECT array_agg(changed.session) INTO v_sessions FROM changed;

  -- 5. Pipeline runs: over their life, and by month (run '' = outside runs). A job belongs to the first run it names.
  v_runs := ARRAY(
    SELECT ROW(p_org_id, 'pipeline_run', '', t.run_id, 'run', DATE '1970-01-01', COALESCE(sum(t.cost_nanos), 0), 0,
      COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0), sum(t.input_tokens), sum(t.output_tokens), 0, count(*),
      count(*) FILTER (WHERE t.status = 'error'), count(*) FILTER (WHERE t.cost_nanos IS NULL),
      COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0), 0, 0, 0)::usage_counters
    FROM unnest(v_entries) AS t
    WHERE t.run_id IS NOT NULL
    GROUP BY t.run_id);
  IF cardinality(v_runs) > 0 THEN
    INSERT INTO pipeline_runs AS r (
      org_id, id, project_id, started_at, last_event_at, cost_nanos, retry_cost_nanos, input_tokens, output_tokens,
      calls, unpriced_calls, job_count)
    SELECT o.org_id, f.scope_id, e.project_id, e.started_at, e.last_event_at, f.spent_nanos, f.retry_cost_nanos,
      f.input_tokens, f.output_tokens, f.calls, f.unpriced_calls, COALESCE(x.jobs, 0)
    FROM org_settings o
    CROSS JOIN unnest(v_runs) AS f
    JOIN (
      SELECT t.run_id, min(t.project_id) AS project_id, min(t.occurred_at) AS started_at, max(t.occurred_at) AS last_event_at
      FROM unnest(v_entries) AS t WHERE t.run_id IS NOT NULL GROUP BY t.run_id
    ) e ON e.run_id = f.scope_id
    LEFT JOIN (
      SELECT j.run_id, count(*) AS jobs FROM unnest(v_jobs) AS j WHERE j.previous_run_id IS NULL GROUP BY j.run_id
    ) x ON x.run_id = f.scope_id
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

  INSERT INTO run_monthly AS m (
    org_id, month, project_id, run_id, cost_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, unpriced_calls)
  SELECT o.org_id, e.month, e.project_id, e.run_id, e.cost_nanos, e.retry_cost_nanos, e.input_tokens, e.output_tokens,
    e.calls, e.unpriced_calls
  FROM org_settings o
  CROSS JOIN (
    SELECT date_trunc('month', t.occurred_at AT TIME ZONE 'UTC')::date AS month, t.project_id,
      COALESCE(t.run_id, '') AS run_id, COALESCE(sum(t.cost_nanos), 0) AS cost_nanos,
      COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0) AS retry_cost_nanos, sum(t.input_tokens) AS input_tokens,
      sum(t.output_tokens) AS output_tokens, count(*) AS calls, count(*) FILTER (WHERE t.cost_nanos IS NULL) AS unpriced_calls
    FROM unnest(v_entries) AS t
    GROUP BY 1, 2, 3
  ) e
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, month, project_id, run_id) DO UPDATE SET
    cost_nanos = m.cost_nanos + EXCLUDED.cost_nanos,
    retry_cost_nanos = m.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = m.input_tokens + EXCLUDED.input_tokens,
    output_tokens = m.output_tokens + EXCLUDED.output_tokens,
    calls = m.calls + EXCLUDED.calls,
    unpriced_calls = m.unpriced_calls + EXCLUDED.unpriced_calls;

  -- 6. Agents are registered when first seen; agents and projects know when they were last heard of.
  INSERT INTO agents AS a (org_id, id, name, agent_type, project_id, created_at, last_event_at)
  SELECT o.org_id, e.agent_id, e.agent_id, e.agent_type, e.project_id, p_recorded_at, e.last_event_at
  FROM org_settings o
  CROSS JOIN (
    SELECT t.agent_id, min(t.agent_type) AS agent_type, min(t.project_id) AS project_id, max(t.occurred_at) AS last_event_at
    FROM unnest(v_entries) AS t GROUP BY t.agent_id
  ) e
  WHERE o.org_id = p_org_id
  ON CONFLICT (org_id, id) DO UPDATE SET
    last_event_at = GREATEST(a.last_event_at, EXCLUDED.last_event_at),
    agent_type = CASE WHEN a.agent_type = 'other' THEN EXCLUDED.agent_type ELSE a.agent_type END;

  UPDATE projects p SET last_event_at = GREATEST(p.last_event_at, e.last_event_at)
  FROM (
    SELECT t.project_id, max(t.occurred_at) AS last_event_at FROM unnest(v_entries) AS t GROUP BY t.project_id
  ) e
  WHERE p.org_id = p_org_id AND p.id = e.project_id;

  -- 7. Counters: one row per scope and window, so that a card, a bar or a cap is one look-up.
  PERFORM add_to_counters(p_org_id, v_days, count_job_changes(v_jobs, v_sessions), v_runs);

  -- 8. What was held for these calls goes as their spend has come; then the limits are looked at.
  IF EXISTS (SELECT 1 FROM unnest(p_reservation_id) AS r (id) WHERE r.id IS NOT NULL) THEN
    PERFORM settle_reservations(p_org_id, p_recorded_at, v_entries);
  END IF;
  IF EXISTS (SELECT 1 FROM budgets b WHERE b.org_id = p_org_id AND b.enabled) THEN
    SELECT array_agg(k.scope), array_agg(k.project_id), array_agg(k.scope_id) INTO v_scopes, v_project_ids, v_scope_ids
    FROM (
      SELECT s.scope, s.project_id, s.scope_id FROM unnest(v_days) AS d
      CROSS JOIN LATERAL (VALUES
        ('organization', '', p_org_id),
        ('project', d.project_id, d.project_id),
        ('agent', '', d.agent_id),
        ('agent_type', d.project_id, d.agent_type)
      ) AS s (scope, project_id, scope_id)
      UNION
      SELECT r.scope, r.project_id, r.scope_id FROM unnest(v_runs) AS r
    ) k;
    IF evaluate_budgets(p_org_id, p_recorded_at, v_scopes, v_project_ids, v_scope_ids) THEN
      RETURN QUERY SELECT '', '';
    END IF;
  END IF;
END
$$;
