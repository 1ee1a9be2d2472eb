import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

/** How many runs are taken for recent, and how far back they are looked for where only some are meant. */
const mostRuns = 50;
const lookedAt = 500;

// $2, $3: project and trigger of each asked, '' for any; $4: the time. The newest runs of each project along an index.
const runsStatement = statement(
  "projections_recent_runs",
  `SELECT w.place::int AS place, array_agg(r.cost::text ORDER BY r.started_at DESC) AS costs,
     array_agg(r.tokens::text ORDER BY r.started_at DESC) AS tokens
   FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w (project_id, trigger, place)
   CROSS JOIN LATERAL (
     SELECT n.* FROM projects p
     CROSS JOIN LATERAL (
       SELECT r.started_at, r.trigger, r.cost_nanos AS cost, r.input_tokens + r.output_tokens AS tokens
       FROM pipeline_runs r
       WHERE r.org_id = $1 AND r.project_id = p.id AND r.started_at <= $4::timestamptz AND r.calls > 0
         AND (r.status IN ('succeeded', 'failed', 'canceled') OR r.last_event_at < $4::timestamptz - interval '1 hour')
       ORDER BY r.started_at DESC LIMIT ${lookedAt}) n
     WHERE p.org_id = $1 AND (w.project_id = '' OR p.id = w.project_id) AND (w.trigger = '' OR n.trigger = w.trigger)
     ORDER BY n.started_at DESC LIMIT ${mostRuns}) r
   GROUP BY w.place`,
  z.object({ place: z.int(), costs: z.string().array(), tokens: z.string().array() }),
);

/** Which runs: of a project, set off by a trigger; '' for any. */
export type RunsOf = { projectId: string; trigger: string };

/**
 * What the last runs that are over cost, up to 50 of them, newest first, in nano-dollars and tokens: of each of these, in their
 * order. A run of which nothing is reported is over an hour after its last call.
 */
export async function recentRuns(ctx: { orgId: OrgId; now: Date }, of: readonly RunsOf[]) {
  if (of.length === 0) return [];
  const projects = of.map(({ projectId }) => projectId);
  const triggers = of.map(({ trigger }) => trigger);
  const rows = await runsStatement(pool(), [ctx.orgId, projects, triggers, ctx.now]);
  const byPlace = new Map(rows.map(({ place, ...runs }) => [place, runs]));
  return of.map((_, index) => {
    const runs = byPlace.get(index + 1);
    return { cost: runs?.costs.map(BigInt) ?? [], tokens: runs?.tokens.map(BigInt) ?? [] };
  });
}
