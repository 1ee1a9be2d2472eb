import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";
import { monthWindow } from "#server/time/window.ts";

const statementOfLimit = statement(
  "budgets_organization_month",
  `SELECT b.id, b."limit" + COALESCE(e.extra, 0) AS "limitNanos", b.thresholds
   FROM budgets b
   LEFT JOIN budget_windows e ON e.org_id = b.org_id AND e.budget_id = b.id AND e.scope_id = b.org_id AND e.window_start = $2::date
   WHERE b.org_id = $1 AND b.scope = 'organization' AND b."window" = 'month' AND b.unit = 'cost' AND b.enabled
   ORDER BY 2, 1 LIMIT 1`,
  z.object({ id: z.string(), limitNanos: z.bigint(), thresholds: z.int().array() }),
);

/**
 * The limit of the organisation for the running UTC month in nano-dollars, with what approvals added to it: of several the
 * lowest, which is the one that counts first. Null where none is set.
 */
export async function organizationMonth(ctx: { orgId: OrgId; now: Date }) {
  const [limit] = await statementOfLimit(pool(), [ctx.orgId, `${monthWindow(ctx.now).key}-01`]);
  return limit ?? null;
}
