-- Books what changed for calls of closed months, with the sums of it. The caller holds the organisation's anchor row, so that
-- no month is closed or opened meanwhile.
CREATE OR REPLACE FUNCTION book_corrections(p_org_id text, p_corrections corrections[]) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
BEGIN
  INSERT INTO corrections AS k
  SELECT c.* FROM org_settings o CROSS JOIN unnest(p_corrections) AS c WHERE o.org_id = p_org_id;

  INSERT INTO correction_sums AS s (
    org_id, month, booked_month, project_id, cost_nanos, input_tokens, output_tokens, calls, unpriced_calls, corrections)
  SELECT o.org_id, c.month, c.booked_month, c.project_id, sum(c.cost_nanos), sum(c.input_tokens), sum(c.output_tokens),
    sum(c.calls), sum(c.unpriced_calls), count(*)
  FROM org_settings o CROSS JOIN unnest(p_corrections) AS c
  WHERE o.org_id = p_org_id
  GROUP BY 1, 2, 3, 4
  ON CONFLICT (org_id, month, booked_month, project_id) DO UPDATE SET
    cost_nanos = s.cost_nanos + EXCLUDED.cost_nanos,
    input_tokens = s.input_tokens + EXCLUDED.input_tokens,
    output_tokens = s.output_tokens + EXCLUDED.output_tokens,
    calls = s.calls + EXCLUDED.calls,
    unpriced_calls = s.unpriced_calls + EXCLUDED.unpriced_calls,
    corrections = s.corrections + EXCLUDED.corrections;
END
$$;
