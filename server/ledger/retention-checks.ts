/** SQL: whether entries of a day of an organisation are kept one by one; before that there are sums only. */
export const kept = (orgId: string, day: string): string =>
  `NOT EXISTS (SELECT 1 FROM org_settings o WHERE o.org_id = ${orgId} AND ${day} < o.entries_from)`;

/** SQL: whether all of a run's calls are of days whose entries are kept. */
export const wholeRun = (orgId: string, runId: string): string =>
  `NOT EXISTS (SELECT 1 FROM run_monthly g JOIN org_settings o ON o.org_id = g.org_id AND g.month < o.entries_from
    WHERE g.org_id = ${orgId} AND g.run_id = ${runId})`;

const monthFigures = `ARRAY[sum(cost_nanos), sum(retry_cost_nanos), sum(input_tokens), sum(output_tokens), sum(calls),
  sum(unpriced_calls)]::numeric[]`;

/**
 * The checks of `reconcile` that need no entries: where they are no longer kept one by one, each sum is held against
 * another that was made beside it. They hold everywhere, so they are checked everywhere.
 */
export const retentionChecks: Record<string, string> = {
  "hours = days": `
    WITH d AS (
      SELECT u.org_id, p.project_id, u.day, ARRAY[sum(cost_nanos), sum(calls), sum(unpriced_calls)]::numeric[] AS figures
      FROM usage_daily u CROSS JOIN LATERAL (VALUES (u.project_id), ('')) p (project_id) GROUP BY 1, 2, 3),
    h AS (
      SELECT org_id, project_id, (hour AT TIME ZONE 'UTC')::date AS day,
        ARRAY[sum(cost_nanos), sum(calls), sum(unpriced_calls)]::numeric[] AS figures
      FROM usage_hourly GROUP BY 1, 2, 3)
    SELECT org_id, concat_ws(' ', project_id, day) AS at, d.figures::text AS expected, h.figures::text AS found
    FROM d FULL JOIN h USING (org_id, project_id, day) WHERE d.figures IS DISTINCT FROM h.figures`,
  "run months = days": `
    WITH d AS (
      SELECT org_id, project_id, date_trunc('month', day)::date AS month, ${monthFigures} AS figures FROM usage_daily GROUP BY 1, 2, 3),
    m AS (SELECT org_id, project_id, month, ${monthFigures} AS figures FROM run_monthly GROUP BY 1, 2, 3)
    SELECT org_id, concat_ws(' ', month, project_id) AS at, d.figures::text AS expected, m.figures::text AS found
    FROM d FULL JOIN m USING (org_id, project_id, month) WHERE d.figures IS DISTINCT FROM m.figures`,
  "runs = their months": `
    WITH m AS (SELECT org_id, run_id AS id, ${monthFigures} AS figures FROM run_monthly WHERE run_id <> '' GROUP BY 1, 2),
    r AS (
      SELECT org_id, id, ARRAY[cost_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, unpriced_calls]::numeric[] AS figures
      FROM pipeline_runs WHERE calls <> 0),
    c AS (
      SELECT org_id, scope_id AS id,
        ARRAY[spent_nanos, retry_cost_nanos, input_tokens, output_tokens, calls, unpriced_calls]::numeric[] AS figures
      FROM usage_counters WHERE scope = 'pipeline_run' AND calls <> 0)
    SELECT org_id, id AS at, m.figures::text AS expected, concat_ws(' ', r.figures, c.figures) AS found
    FROM m FULL JOIN r USING (org_id, id) FULL JOIN c USING (org_id, id)
    WHERE m.figures IS DISTINCT FROM r.figures OR m.figures IS DISTINCT FROM c.figures`,
};
