import { z } from "zod";
import type { OrgId } from "#server/context.ts";
import { pool, statement } from "#server/db.ts";

const monthsStatement = statement(
  "revenue_months",
  `SELECT to_char(month, 'YYYY-MM') AS month, revenue_nanos AS "revenueNanos", units, updated_at AS "updatedAt",
     updated_by AS "updatedBy"
   FROM revenue_months WHERE org_id = $1 AND project_id = $2 AND month BETWEEN $3::date AND $4::date
   ORDER BY month`,
  z.object({
    month: z.string(),
    revenueNanos: z.bigint().nullable(),
    units: z.bigint().nullable(),
    updatedAt: z.date(),
    updatedBy: z.string(),
  }),
);

/** A month (`2026-11`) of a product: nano-dollars earned, units delivered; null what nobody said. */
export type RevenueMonth = Awaited<ReturnType<typeof monthsStatement>>[number];

/** The months of a product from `first` to `last` of which something is known, oldest first. */
export function revenueMonths(
  ctx: { orgId: OrgId },
  projectId: string,
  { first = "0001-01", last = "9999-12" }: { first?: string; last?: string } = {},
): Promise<RevenueMonth[]> {
  return monthsStatement(pool(), [ctx.orgId, projectId, `${first}-01`, `${last}-01`]);
}
