-- Ends the reservations that these entries settle: the hold goes as the spend comes, in one transaction. Of several
-- entries for one reservation the first by id settles it. A hold that was given back, or whose time was over, is marked
-- late, whether or not anyone had taken it off yet: its call is recorded in full all the same, since the money is gone.
-- The caller holds the organisation's anchor row and has recorded the entries.
CREATE OR REPLACE FUNCTION settle_reservations(
  p_org_id text, p_now timestamptz, p_reservation_id text[], p_id text[], p_cost_nanos bigint[], p_input_tokens bigint[],
  p_output_tokens bigint[]
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  v_held reservations[];
BEGIN
  v_held := ARRAY(
    SELECT r FROM (SELECT DISTINCT e.id FROM unnest(p_reservation_id) AS e (id) WHERE e.id IS NOT NULL) k
    JOIN reservations r ON r.org_id = p_org_id AND r.id = k.id AND r.status = 'held');

  UPDATE reservations AS r SET
    status = 'settled',
    ended_at = p_now,
    late = r.status <> 'held' OR r.expires_at <= p_now,
    transaction_id = e.id,
    settled_nanos = e.cost_nanos,
    settled_tokens = e.input_tokens + e.output_tokens
  FROM (
    SELECT DISTINCT ON (t.reservation_id) t.reservation_id, t.id, t.cost_nanos, t.input_tokens, t.output_tokens
    FROM unnest(p_reservation_id, p_id, p_cost_nanos, p_input_tokens, p_output_tokens)
      AS t (reservation_id, id, cost_nanos, input_tokens, output_tokens)
    WHERE t.reservation_id IS NOT NULL ORDER BY t.reservation_id, t.id
  ) e
  WHERE r.org_id = p_org_id AND r.id = e.reservation_id AND r.status IN ('held', 'expired', 'released');

  IF cardinality(v_held) > 0 THEN
    PERFORM change_holds(p_org_id, v_held, -1);
  END IF;
END
$$;
