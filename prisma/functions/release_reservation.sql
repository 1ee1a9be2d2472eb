-- Gives back the hold of one reservation, at most once. A pending one (waiting for approval) is withdrawn.
-- Takes the organisation's anchor row.
CREATE OR REPLACE FUNCTION release_reservation(p_org_id text, p_id text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
  v_held reservations[];
BEGIN
  PERFORM 1 FROM org_settings o WHERE o.org_id = p_org_id FOR NO KEY UPDATE;
  v_held := ARRAY(
    SELECT r FROM reservations r WHERE r.org_id = p_org_id AND r.id = p_id AND r.status = 'held');
  UPDATE reservations r SET status = 'released', ended_at = p_now
  WHERE r.org_id = p_org_id AND r.id = p_id AND r.status IN ('held', 'pending');
  UPDATE approvals a SET decision = 'withdrawn', decided_at = p_now
  WHERE a.org_id = p_org_id AND a.reservation_id = p_id AND a.decision IS NULL;
  IF cardinality(v_held) > 0 THEN
    PERFORM change_holds(p_org_id, v_held, -1);
  END IF;
END
$$;
