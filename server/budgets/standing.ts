import { z } from "zod";

/*
 * How the budgets of a statement's `b` stand: SQL parts, so that a budget that is there and one that is only thought of
 * are read alike. $2: the UTC time; $4 to $6: the agent, agent type and project whose counters to read, or null.
 */

/** Whom the figures are of, and the figures in the unit of `b`. */
export const standingColumns = `k.scope_id AS "of", CASE b.scope WHEN 'agent' THEN oa.name WHEN 'project' THEN op.name END AS "ofName",
     orun.project_id AS "ofProjectId", k.spent, k.reserved, w.extra`;

/** The same as rows have them; null where nothing is counted yet. */
export const standingRow = {
  of: z.string().nullable(),
  ofName: z.string().nullable(),
  ofProjectId: z.string().nullable(),
  spent: z.bigint().nullable(),
  reserved: z.bigint().nullable(),
  extra: z.bigint().nullable(),
};

/**
 * The counter that `b` reads; one for each of its scope reads the one that used most (of runs, those begun in the last
 * day), and what approvals added to it in this window.
 */
export const standingJoins = `LEFT JOIN LATERAL (
     SELECT c.scope_id, c.window_start, f.spent, f.reserved FROM (
       SELECT c.* FROM usage_counters c
       WHERE b.scope <> 'pipeline_run' AND c.org_id = b.org_id AND c.scope = b.scope AND c."window" = b."window"
         AND c.window_start = CASE b."window" WHEN 'day' THEN ($2 AT TIME ZONE 'UTC')::date
           ELSE date_trunc('month', $2 AT TIME ZONE 'UTC')::date END
         AND (b.scope_id = '' OR c.scope_id = b.scope_id) AND (b.scope <> 'agent_type' OR c.project_id = b.project_id)
         AND ($4::text IS NULL OR c.scope_id = CASE b.scope
           WHEN 'agent' THEN $4 WHEN 'agent_type' THEN $5::text WHEN 'project' THEN $6::text ELSE c.scope_id END)
       UNION ALL
       SELECT c.* FROM pipeline_runs r
       JOIN usage_counters c ON c.org_id = r.org_id AND c.scope = 'pipeline_run' AND c.project_id = '' AND c.scope_id = r.id
         AND c."window" = 'run' AND c.window_start = DATE '1970-01-01'
       WHERE b.scope = 'pipeline_run' AND r.org_id = b.org_id
         AND (b.scope_id = r.id OR b.scope_id = '' AND r.started_at > $2 - interval '1 day')
         AND (b.project_id = '' OR r.project_id = b.project_id) AND (b.trigger = '' OR r.trigger = b.trigger)
     ) c
     CROSS JOIN LATERAL (SELECT
       CASE b.unit WHEN 'cost' THEN c.spent_nanos ELSE c.input_tokens + c.output_tokens END AS spent,
       CASE b.unit WHEN 'cost' THEN c.reserved_nanos ELSE c.reserved_tokens END AS reserved) f
     ORDER BY f.spent DESC LIMIT 1
   ) k ON true
   LEFT JOIN budget_windows w ON w.org_id = b.org_id AND w.budget_id = b.id AND w.scope_id = k.scope_id
     AND w.window_start = k.window_start
   LEFT JOIN agents oa ON b.scope = 'agent' AND oa.org_id = b.org_id AND oa.id = k.scope_id
   LEFT JOIN projects op ON b.scope = 'project' AND op.org_id = b.org_id AND op.id = k.scope_id
   LEFT JOIN pipeline_runs orun ON b.scope = 'pipeline_run' AND orun.org_id = b.org_id AND orun.id = k.scope_id`;
