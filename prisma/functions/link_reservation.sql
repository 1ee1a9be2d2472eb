-- An entry that was recorded without a reservation becomes that of this one, and settles it: the hold goes, and what was
-- spent counted when it was recorded. Answers whether the reservation is settled by the entry, now or before.
-- Takes the organisation's anchor row.
CREATE OR REPLACE FUNCTION link_reservation(
  p_org_id text, p_now timestamptz, p_reservation_id text, p_transaction_id text
) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
  v_entry credit_transactions;
BEGIN
  PERFORM 1 FROM org_settings o WHERE o.org_id = p_org_id FOR NO KEY UPDATE;
  UPDATE credit_transactions AS t SET reservation_id = p_reservation_id
  WHERE t.org_id = p_org_id AND t.id = p_transaction_id AND t.reservation_id IS NULL AND EXISTS (
    SELECT 1 FROM reservations r WHERE r.org_id = p_org_id AND r.id = p_reservation_id
      AND r.status IN ('held', 'expired', 'released') AND r.transaction_id IS NULL)
  RETURNING t.* INTO v_entry;
  IF FOUND THEN
    PERFORM settle_reservations(p_org_id, p_now, ARRAY[p_reservation_id], ARRAY[p_transaction_id],
      ARRAY[v_entry.cost_nanos], ARRAY[v_entry.input_tokens], ARRAY[v_entry.output_tokens]);
  END IF;
  RETURN EXISTS (SELECT 1 FROM reservations r WHERE r.org_id = p_org_id AND r.id = p_reservation_id
    AND r.transaction_id = p_transaction_id);
END
$$;
