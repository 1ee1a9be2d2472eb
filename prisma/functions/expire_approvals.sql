-- Requests that nobody decided before the windows of the limits they were about ended: they are over, and their reservations
-- with them; asked again under its id, a reservation says so. Answers whether there were some.
-- The caller holds the organisation's anchor row.
CREATE OR REPLACE FUNCTION expire_approvals(p_org_id text, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
  WITH expired AS (
    UPDATE approvals AS a SET decision = 'expired', decided_at = p_now
    WHERE a.org_id = p_org_id AND a.decision IS NULL AND a.expires_at <= p_now
    RETURNING a.id, a.reservation_id, a.agent_id, a.project_id, a.budget_id
  ), ended AS (
    UPDATE reservations AS r SET status = 'expired', ended_at = p_now, answer = json_build_object(
      'id', r.id, 'decision', 'refused', 'code', 'budget_exceeded',
      'detail', 'Nobody decided about this call before the window of its limit ended. Ask again under a new id.',
      'budgets', r.answer -> 'budgets')
    FROM expired e WHERE r.org_id = p_org_id AND r.id = e.reservation_id AND r.status = 'pending'
  )
  INSERT INTO domain_events (org_id, id, type, payload, created_at)
  SELECT p_org_id, 'event_' || md5(concat_ws(E'\x01', e.id, 'expired')), 'ApprovalDecided', jsonb_build_object(
    'approvalId', e.id, 'reservationId', e.reservation_id, 'agentId', e.agent_id, 'projectId', e.project_id,
    'budgetId', e.budget_id, 'decision', 'expired', 'by', 'system:budgets'), p_now
  FROM expired e;
  RETURN FOUND;
END
$$;
