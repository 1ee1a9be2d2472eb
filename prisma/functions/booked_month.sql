-- The month in which a change that is recorded now is booked: the one it is recorded in, or the first open one where the
-- clock of whoever records it has not come that far.
CREATE OR REPLACE FUNCTION booked_month(p_recorded_at timestamptz, p_closed_through date) RETURNS date
LANGUAGE sql
IMMUTABLE
AS $$
  SELECT GREATEST(
    date_trunc('month', p_recorded_at AT TIME ZONE 'UTC')::date,
    (date_trunc('month', p_closed_through) + interval '1 month')::date)
$$;
