-- A pending reservation that was approved: it holds from now on. The caller holds the organisation's anchor row and has
-- made room for it.
CREATE OR REPLACE FUNCTION grant_reservation(
  p_org_id text, p_id text, p_now timestamptz, p_expires_at timestamptz, p_answer text
) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
  v_granted reservations;
BEGIN
  UPDATE reservations AS r SET status = 'held', created_at = p_now, expires_at = p_expires_at, answer = p_answer::json
  WHERE r.org_id = p_org_id AND r.id = p_id AND r.status = 'pending'
  RETURNING r.* INTO STRICT v_granted;
  PERFORM change_holds(p_org_id, ARRAY[v_granted], 1);
END
$$;
