import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

/** So many of each kind are worth choosing among. */
const atMost = 6;

const agentsStatement = statement(
  "catalog_find_agents",
  `SELECT id, name FROM agents
   WHERE org_id = $1 AND (position($2 IN lower(name)) > 0 OR position($2 IN lower(id)) > 0)
   ORDER BY NOT starts_with(lower(name), $2) AND NOT starts_with(lower(id), $2), last_event_at DESC NULLS LAST, id
   LIMIT ${atMost}`,
  z.object({ id: z.string(), name: z.string() }),
);

// A range of the primary key; the condition on the beginning makes it exact under any collation.
const runsStatement = statement(
  "catalog_find_runs",
  `SELECT id, project_id AS "projectId" FROM pipeline_runs
   WHERE org_id = $1 AND id >= $2 AND id < $2 || U&'\\+10FFFD' AND starts_with(id, $2)
   ORDER BY id LIMIT ${atMost}`,
  z.object({ id: z.string(), projectId: z.string() }),
);

/** Agents whose name or id holds the text, whatever its case: those that begin with it first, then the last active. */
export function findAgents({ orgId }: { orgId: OrgId }, text: string): Promise<{ id: string; name: string }[]> {
  return agentsStatement(pool(), [orgId, text.toLowerCase()]);
}

/** Pipeline runs whose id begins with the text as it is written. */
export function findRuns({ orgId }: { orgId: OrgId }, text: string): Promise<{ id: string; projectId: string }[]> {
  return runsStatement(pool(), [orgId, text]);
}
