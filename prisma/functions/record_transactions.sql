-- Records charges and everything that follows from them, in the caller's transaction: all or nothing.
-- Answers with the ids that were there already and their fingerprints; every other id was recorded now.
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
  p_tags text[]
) RETURNS TABLE (existing_id text, existing_fingerprint text)
LANGUAGE plpgsql
-- Every access below is by key. A plan made while a table was new and small must not go on scanning it when it is
-- large, and planning a dozen statements anew would cost more than a small batch itself.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_new text[];
  v_old_jobs agent_jobs[];
  v_jobs text[];
  v_session_agents text[];
  v_session_ids text[];
  v_old_sessions agent_sessions[];
BEGIN
  IF NOT EXISTS (SELECT 1 FROM org_settings o WHERE o.org_id = p_org_id) THEN
    RAISE EXCEPTION 'organisation % does not exist', p_org_id;
  END IF;

  -- 1. The entries. An agent that names no type has the one it is registered with.
  WITH inserted AS (
    INSERT INTO credit_transactions (
      org_id, id, fingerprint, occurred_at, recorded_at, project_id, agent_id, agent_type, run_id, job_id,
      session_id, attempt, provider, model, service_tier, input_tokens, cached_input_tokens, cache_write_tokens,
      cache_write_1h_tokens, output_tokens, reasoning_tokens, reported_cost_nanos, computed_cost_nanos, cost_nanos,
      cost_source, price_id, status, effort, reservation_id, tags)
    SELECT o.org_id, e.id, e.fingerprint, e.occurred_at, p_recorded_at, e.project_id, e.agent_id,
      COALESCE(e.agent_type, a.agent_type, 'other'), e.run_id, e.job_id, e.session_id, e.attempt, e.provider, e.model,
      e.service_tier, e.input_tokens, e.cached_input_tokens, e.cache_write_tokens, e.cache_write_1h_tokens,
      e.output_tokens, e.reasoning_tokens, e.reported_cost_nanos, e.computed_cost_nanos, e.cost_nanos, e.cost_source,
      e.price_id, e.status, e.effort, e.reservation_id, e.tags::jsonb
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
    LEFT JOIN agents a ON a.org_id = p_org_id AND a.id = e.agent_id
    WHERE o.org_id = p_org_id
    ON CONFLICT DO NOTHING
    RETURNING credit_transactions.id
  )
  SELECT COALESCE(array_agg(inserted.id), '{}') INTO v_new FROM inserted;

  IF cardinality(v_new) < cardinality(p_id) THEN
    RETURN QUERY
      SELECT t.id, t.fingerprint FROM credit_transactions t
      WHERE t.org_id = p_org_id
        AND t.id IN (SELECT x.id FROM unnest(p_id) AS x (id) EXCEPT SELECT n.id FROM unnest(v_new) AS n (id));
  END IF;
  IF cardinality(v_new) = 0 THEN
    RETURN;
  END IF;

  -- 2. From here on, one at a time per organisation.
  PERFORM 1 FROM org_settings o WHERE o.org_id = p_org_id FOR NO KEY UPDATE;

  -- 3. Sums by day and dimension.
  INSERT INTO usage_daily AS u (
    org_id, day, project_id, agent_id, agent_type, provider, model, cost_nanos, retry_cost_nanos, input_tokens,
    cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, calls, errors,
    unpriced_calls, unpriced_tokens)
  SELECT t.org_id, (t.occurred_at AT TIME ZONE 'UTC')::date, t.project_id, t.agent_id, t.agent_type, t.provider, t.model,
    COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0), sum(t.input_tokens),
    sum(t.cached_input_tokens), sum(t.cache_write_tokens), sum(t.cache_write_1h_tokens), sum(t.output_tokens),
    sum(t.reasoning_tokens), count(*), count(*) FILTER (WHERE t.status = 'error'),
    count(*) FILTER (WHERE t.cost_nanos IS NULL),
    COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0)
  FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new)
  GROUP BY 1, 2, 3, 4, 5, 6, 7
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

  -- 4. Pipeline runs: over their life, and by month (run '' = outside runs).
  INSERT INTO pipeline_runs AS r (
    org_id, id, project_id, started_at, last_event_at, cost_nanos, retry_cost_nanos, input_tokens, output_tokens,
    calls, unpriced_calls)
  SELECT t.org_id, t.run_id, min(t.project_id), min(t.occurred_at), max(t.occurred_at), COALESCE(sum(t.cost_nanos), 0),
    COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0), sum(t.input_tokens), sum(t.output_tokens), count(*),
    count(*) FILTER (WHERE t.cost_nanos IS NULL)
  FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new) AND t.run_id IS NOT NULL
  GROUP BY 1, 2
  ON CONFLICT (org_id, id) DO UPDATE SET
    started_at = CASE WHEN r.reported_start IS NULL THEN LEAST(r.started_at, EXCLUDED.started_at) ELSE r.started_at END,
    last_event_at = GREATEST(r.last_event_at, EXCLUDED.last_event_at),
    cost_nanos = r.cost_nanos + EXCLUDED.cost_nanos,
    retry_cost_nanos = r.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = r.input_tokens + EXCLUDED.input_tokens,
    output_tokens = r.output_tokens + EXCLUDED.output_tokens,
    calls = r.calls + EXCLUDED.calls,
    unpriced_calls = r.unpriced_calls + EXCLUDED.unpriced_calls;

  INSERT INTO run_monthly AS m (
    org_id, month, project_id, run_id, cost_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, unpriced_calls)
  SELECT t.org_id, date_trunc('month', t.occurred_at AT TIME ZONE 'UTC')::date, t.project_id, COALESCE(t.run_id, ''),
    COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0), sum(t.input_tokens),
    sum(t.output_tokens), count(*), count(*) FILTER (WHERE t.cost_nanos IS NULL)
  FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new)
  GROUP BY 1, 2, 3, 4
  ON CONFLICT (org_id, month, project_id, run_id) DO UPDATE SET
    cost_nanos = m.cost_nanos + EXCLUDED.cost_nanos,
    retry_cost_nanos = m.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = m.input_tokens + EXCLUDED.input_tokens,
    output_tokens = m.output_tokens + EXCLUDED.output_tokens,
    calls = m.calls + EXCLUDED.calls,
    unpriced_calls = m.unpriced_calls + EXCLUDED.unpriced_calls;

  -- 5. Jobs and sessions: remember them as they were, so that what changes in their number can be counted.
  SELECT array_agg(DISTINCT t.job_id) INTO v_jobs FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new) AND t.job_id IS NOT NULL;
  SELECT array_agg(j) INTO v_old_jobs FROM agent_jobs j WHERE j.org_id = p_org_id AND j.id = ANY (v_jobs);

  INSERT INTO agent_jobs AS j (
    org_id, id, project_id, agent_id, agent_type, run_id, session_id, attempt, effort, status, started_at,
    finished_at, last_event_at, cost_nanos, input_tokens, output_tokens, calls, unpriced_calls)
  SELECT t.org_id, t.job_id, min(t.project_id), min(t.agent_id), min(t.agent_type), min(t.run_id), min(t.session_id),
    max(t.attempt), max(t.effort),
    CASE WHEN (array_agg(t.status ORDER BY t.occurred_at DESC, t.status))[1] = 'error' THEN 'failed' ELSE 'succeeded' END,
    min(t.occurred_at), max(t.occurred_at), max(t.occurred_at), COALESCE(sum(t.cost_nanos), 0), sum(t.input_tokens),
    sum(t.output_tokens), count(*), count(*) FILTER (WHERE t.cost_nanos IS NULL)
  FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new) AND t.job_id IS NOT NULL
  GROUP BY 1, 2
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
    unpriced_calls = j.unpriced_calls + EXCLUDED.unpriced_calls;

  -- A run counts the jobs that belong to it; a job belongs to the first run it names.
  UPDATE pipeline_runs r SET job_count = r.job_count + x.jobs
  FROM (
    SELECT j.run_id, count(*)::int AS jobs FROM agent_jobs j
    LEFT JOIN unnest(v_old_jobs) o ON o.id = j.id
    WHERE j.org_id = p_org_id AND j.id = ANY (v_jobs) AND j.run_id IS NOT NULL AND o.run_id IS NULL
    GROUP BY 1
  ) x
  WHERE r.org_id = p_org_id AND r.id = x.run_id;

  SELECT array_agg(t.agent_id), array_agg(t.session_id) INTO v_session_agents, v_session_ids
  FROM (
    SELECT DISTINCT t.agent_id, t.session_id FROM credit_transactions t
    WHERE t.org_id = p_org_id AND t.id = ANY (v_new) AND t.session_id IS NOT NULL
  ) t;
  SELECT array_agg(s) INTO v_old_sessions
  FROM unnest(v_session_agents, v_session_ids) AS k (agent_id, id)
  JOIN agent_sessions s ON s.org_id = p_org_id AND s.agent_id = k.agent_id AND s.id = k.id;

  INSERT INTO agent_sessions AS s (org_id, agent_id, id, project_id, agent_type, started_at)
  SELECT t.org_id, t.agent_id, t.session_id, min(t.project_id), min(t.agent_type), min(t.occurred_at)
  FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new) AND t.session_id IS NOT NULL
  GROUP BY 1, 2, 3
  ON CONFLICT (org_id, agent_id, id) DO UPDATE SET started_at = LEAST(s.started_at, EXCLUDED.started_at)
    WHERE EXCLUDED.started_at < s.started_at;

  PERFORM count_job_changes(
    p_org_id, v_old_jobs, v_jobs, v_old_sessions,
    (SELECT array_agg(s) FROM unnest(v_session_agents, v_session_ids) AS k (agent_id, id)
     JOIN agent_sessions s ON s.org_id = p_org_id AND s.agent_id = k.agent_id AND s.id = k.id));

  -- 6. Agents are registered when first seen; agents and projects know when they were last heard of.
  INSERT INTO agents AS a (org_id, id, name, agent_type, project_id, created_at, last_event_at)
  SELECT t.org_id, t.agent_id, t.agent_id, min(t.agent_type), min(t.project_id), p_recorded_at, max(t.occurred_at)
  FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new)
  GROUP BY 1, 2
  ON CONFLICT (org_id, id) DO UPDATE SET
    last_event_at = GREATEST(a.last_event_at, EXCLUDED.last_event_at),
    agent_type = CASE WHEN a.agent_type = 'other' THEN EXCLUDED.agent_type ELSE a.agent_type END;

  UPDATE projects p SET last_event_at = GREATEST(p.last_event_at, x.last_event_at)
  FROM (
    SELECT t.project_id, max(t.occurred_at) AS last_event_at FROM credit_transactions t
    WHERE t.org_id = p_org_id AND t.id = ANY (v_new) GROUP BY 1
  ) x
  WHERE p.org_id = p_org_id AND p.id = x.project_id;

  -- 7. Counters: one row per scope and window, so that a card, a bar or a cap is one look-up.
  INSERT INTO usage_counters AS c (
    org_id, scope, project_id, scope_id, "window", window_start, spent_nanos, retry_cost_nanos, input_tokens,
    output_tokens, calls, errors, unpriced_calls, unpriced_tokens)
  SELECT p_org_id, k.scope, k.project_id, k.scope_id, w.name, w.start, sum(f.cost), sum(f.retry_cost), sum(f.input),
    sum(f.output), sum(f.calls), sum(f.errors), sum(f.unpriced), sum(f.unpriced_tokens)
  FROM (
    SELECT (t.occurred_at AT TIME ZONE 'UTC')::date AS day, t.project_id, t.agent_id, t.agent_type, t.provider,
      COALESCE(sum(t.cost_nanos), 0) AS cost, COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0) AS retry_cost,
      sum(t.input_tokens) AS input, sum(t.output_tokens) AS output, count(*) AS calls,
      count(*) FILTER (WHERE t.status = 'error') AS errors, count(*) FILTER (WHERE t.cost_nanos IS NULL) AS unpriced,
      COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0) AS unpriced_tokens
    FROM credit_transactions t
    WHERE t.org_id = p_org_id AND t.id = ANY (v_new)
    GROUP BY 1, 2, 3, 4, 5
  ) f
  CROSS JOIN LATERAL (VALUES
    ('organization', '', p_org_id),
    ('project', f.project_id, f.project_id),
    ('agent', '', f.agent_id),
    ('agent_type', f.project_id, f.agent_type),
    ('provider', f.project_id, f.provider)
  ) AS k (scope, project_id, scope_id)
  CROSS JOIN LATERAL (VALUES ('day', f.day), ('month', date_trunc('month', f.day)::date)) AS w (name, start)
  GROUP BY 1, 2, 3, 4, 5, 6
  UNION ALL
  SELECT p_org_id, 'pipeline_run', '', t.run_id, 'run', DATE '1970-01-01', COALESCE(sum(t.cost_nanos), 0),
    COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0), sum(t.input_tokens), sum(t.output_tokens), count(*),
    count(*) FILTER (WHERE t.status = 'error'), count(*) FILTER (WHERE t.cost_nanos IS NULL),
    COALESCE(sum(t.input_tokens + t.output_tokens) FILTER (WHERE t.cost_nanos IS NULL), 0)
  FROM credit_transactions t
  WHERE t.org_id = p_org_id AND t.id = ANY (v_new) AND t.run_id IS NOT NULL
  GROUP BY t.run_id
  ON CONFLICT (org_id, scope, project_id, scope_id, "window", window_start) DO UPDATE SET
    spent_nanos = c.spent_nanos + EXCLUDED.spent_nanos,
    retry_cost_nanos = c.retry_cost_nanos + EXCLUDED.retry_cost_nanos,
    input_tokens = c.input_tokens + EXCLUDED.input_tokens,
    output_tokens = c.output_tokens + EXCLUDED.output_tokens,
    calls = c.calls + EXCLUDED.calls,
    errors = c.errors + EXCLUDED.errors,
    unpriced_calls = c.unpriced_calls + EXCLUDED.unpriced_calls,
    unpriced_tokens = c.unpriced_tokens + EXCLUDED.unpriced_tokens;
END
$$;
