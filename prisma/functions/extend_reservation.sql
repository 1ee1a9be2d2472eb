-- Adds to the hold of a reservation, once per extension id. The caller holds the organisation's anchor row and has decided
-- that it fits.
CREATE OR REPLACE FUNCTION extend_reservation(
  p_org_id text, p_id text, p_extension_id text, p_amount_nanos bigint, p_tokens bigint, p_answer text
) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
  v_more reservations;
BEGIN
  UPDATE reservations AS r SET
    amount_nanos = r.amount_nanos + p_amount_nanos,
    tokens = r.tokens + p_tokens,
    extensions = r.extensions || jsonb_build_object(p_extension_id, p_answer)
  WHERE r.org_id = p_org_id AND r.id = p_id AND r.status = 'held'
  RETURNING r.* INTO STRICT v_more;
  v_more.amount_nanos := p_amount_nanos;
  v_more.tokens := p_tokens;
  PERFORM change_holds(p_org_id, ARRAY[v_more], 1);
END
$$;
