import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { projectLimitId } from "./project-limit.ts";

const limitsStatement = statement(
  "budgets_project_limits",
  `SELECT project_id AS "projectId", "limit" AS "limitNanos", version, on_exceeded AS "onExceeded" FROM budgets
   WHERE org_id = $1 AND id = ANY ($2) AND enabled`,
  z.object({ projectId: z.string(), limitNanos: z.bigint(), version: z.int(), onExceeded: z.string().array() }),
);

/** The monthly dollar limits of these projects, in nano-dollars, by project id; absent where none is set. */
export async function projectLimits(ctx: { orgId: OrgId }, projectIds: string[]): Promise<Map<string, bigint>> {
  const rows = await limitsStatement(pool(), [ctx.orgId, projectIds.map(projectLimitId)]);
  return new Map(rows.map((row) => [row.projectId, row.limitNanos]));
}
