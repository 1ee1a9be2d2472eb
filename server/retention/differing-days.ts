import { z } from "zod";
import { pool, statement } from "#server/db.ts";

const daysStatement = statement(
  "retention_differing_days",
  `WITH o AS (SELECT COALESCE(entries_from, '-infinity'::date) AS entries_from FROM org_settings WHERE org_id = $1),
   e AS (
     SELECT (t.occurred_at AT TIME ZONE 'UTC')::date AS day, t.project_id, t.agent_id, t.provider, t.model,
       ARRAY[COALESCE(sum(t.cost_nanos), 0), COALESCE(sum(t.cost_nanos) FILTER (WHERE t.attempt > 1), 0), sum(t.input_tokens),
         sum(t.cached_input_tokens), sum(t.cache_write_tokens), sum(t.cache_write_1h_tokens), sum(t.output_tokens),
         sum(t.reasoning_tokens), count(*), count(*) FILTER (WHERE t.status = 'error'),
         count(*) FILTER (WHERE t.cost_nanos IS NULL)]::numeric[] AS figures
     FROM credit_transactions t, o
     WHERE t.org_id = $1 AND t.occurred_at < $2::date::timestamp AT TIME ZONE 'UTC'
       AND t.occurred_at >= o.entries_from::timestamp AT TIME ZONE 'UTC'
     GROUP BY 1, 2, 3, 4, 5),
   k AS (
     SELECT u.day, u.project_id, u.agent_id, u.provider, u.model,
       ARRAY[sum(cost_nanos), sum(retry_cost_nanos), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens),
         sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens), sum(calls), sum(errors),
         sum(unpriced_calls)]::numeric[] AS figures
     FROM usage_daily u, o WHERE u.org_id = $1 AND u.day < $2::date AND u.day >= o.entries_from
     GROUP BY 1, 2, 3, 4, 5)
   SELECT DISTINCT day FROM e FULL JOIN k USING (day, project_id, agent_id, provider, model)
   WHERE e.figures IS DISTINCT FROM k.figures ORDER BY day`,
  z.object({ day: z.string() }),
);

/**
 * The days before `before` whose sums are not what their calls come to, in every dimension a page shows, as of one moment:
 * once the calls are gone, nobody could mend them.
 */
export async function differingDays(orgId: string, before: string): Promise<string[]> {
  return (await daysStatement(pool(), [orgId, before])).map(({ day }) => day);
}
