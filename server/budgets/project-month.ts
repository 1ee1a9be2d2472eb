import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { monthWindow } from "#server/time/window.ts";
import { exceededActions } from "./budget.ts";
import { projectLimitId } from "./project-limit.ts";

/** $2: the project, or null for all; $3: the first day of the month; $4: what the ids of `setLimit` begin with. */
const statementOfLimits = statement(
  "budgets_project_month",
  `SELECT DISTINCT ON (p.id) p.id AS "projectId", b.id, b."limit" + COALESCE(e.extra, 0) AS "limitNanos",
     b.on_exceeded AS "onExceeded"
   FROM projects p
   JOIN budgets b ON b.org_id = p.org_id AND b.scope = 'project' AND b.scope_id IN (p.id, '')
     AND b."window" = 'month' AND b.unit = 'cost' AND b.enabled
   LEFT JOIN budget_windows e ON e.org_id = b.org_id AND e.budget_id = b.id AND e.scope_id = p.id AND e.window_start = $3::date
   WHERE p.org_id = $1 AND ($2::text IS NULL OR p.id = $2)
   ORDER BY p.id, "limitNanos", b.id = $4::text || p.id DESC, b.id`,
  z.object({
    projectId: z.string(),
    id: z.string(),
    limitNanos: z.bigint(),
    onExceeded: z.enum(exceededActions).array(),
  }),
);

/** The monthly limit that counts for a project, in nano-dollars, and what follows when it is reached. */
export type ProjectMonth = { id: string; limitNanos: bigint; onExceeded: (typeof exceededActions)[number][] };

/**
 * What limits the dollars of each project in the running UTC month, with what approvals added, by project id; absent where
 * nothing does. Of several budgets (the page's own, one of the API, one of each project) the lowest: it is reached first.
 */
export async function projectMonths(
  ctx: { orgId: OrgId; now: Date },
  projectId?: string,
): Promise<Map<string, ProjectMonth>> {
  const month = `${monthWindow(ctx.now).key}-01`;
  const rows = await statementOfLimits(pool(), [ctx.orgId, projectId ?? null, month, projectLimitId("")]);
  return new Map(rows.map(({ projectId, ...limit }) => [projectId, limit]));
}

const statementOfCount = statement(
  "budgets_limiting_project",
  `SELECT count(*) AS count FROM budgets
   WHERE org_id = $1 AND enabled AND (scope = 'organization' OR (scope = 'project' AND scope_id IN ($2, '')))`,
  z.object({ count: z.bigint() }),
);

/** How many budgets limit the whole of this project: its own of any window and unit, those of each project, the organisation's. */
export async function countLimiting(ctx: { orgId: OrgId }, projectId: string): Promise<number> {
  const [row] = await statementOfCount(pool(), [ctx.orgId, projectId]);
  return Number(row?.count ?? 0n);
}
