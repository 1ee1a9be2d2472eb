import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

const nameStatement = statement(
  "catalog_name_runs",
  `UPDATE pipeline_runs SET trigger = $4
   WHERE org_id = $1 AND project_id = $2 AND id = ANY($3::text[]) AND trigger IS NULL RETURNING id`,
  z.object({ id: z.string() }),
);

/** Says what set off runs that are known by their calls only. A trigger that was reported stands; no run is made. */
export async function nameRuns(
  ctx: { orgId: OrgId },
  { projectId, runIds, trigger }: { projectId: string; runIds: readonly string[]; trigger: string },
): Promise<void> {
  if (runIds.length > 0) await nameStatement(pool(), [ctx.orgId, projectId, runIds, trigger]);
}
