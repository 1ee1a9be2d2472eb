-- Gives back every hold of the organisation that was never settled and whose time is over. Answers how many.
-- Takes the organisation's anchor row.
CREATE OR REPLACE FUNCTION expire_reservations(p_org_id text, p_now timestamptz) RETURNS int
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  v_expired reservations[];
BEGIN
  PERFORM 1 FROM org_settings o WHERE o.org_id = p_org_id FOR NO KEY UPDATE;
  WITH expired AS (
    UPDATE reservations AS r SET status = 'expired', ended_at = p_now
    WHERE r.org_id = p_org_id AND r.status = 'held' AND r.expires_at <= p_now
    RETURNING r AS reservation
  )
  SELECT array_agg(expired.reservation) INTO v_expired FROM expired;
  IF v_expired IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM change_holds(p_org_id, v_expired, -1);
  RETURN cardinality(v_expired);
END
$$;
