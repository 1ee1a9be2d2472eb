import type { Ctx } from "#server/context.ts";
import { toDollars } from "#server/money/amount.ts";
import { type RevenueMonth, revenueMonths } from "#server/revenue/queries.ts";
import { monthlyTrend } from "./monthly-trend.ts";

const monthCount = 12;

/**
 * The last 12 months of a product (UTC), oldest first: what its agents did and cost, and what it earned and delivered as far
 * as somebody said. `revenue` is in dollars, exactly in `revenueNanos`.
 * @throws AppError `not_found`.
 */
export async function productGrowth({ ctx, projectId }: { ctx: Ctx; projectId: string }) {
  const trend = await monthlyTrend({ ctx, projectId, count: monthCount });
  const [first, last] = [trend[0]?.month, trend.at(-1)?.month];
  const known = await revenueMonths(ctx, projectId, { ...(first && { first }), ...(last && { last }) });
  const byMonth = new Map(known.map((row) => [row.month, row]));
  return trend.map((figures) => ({ ...figures, ...earned(byMonth.get(figures.month)) }));
}

function earned(row: RevenueMonth | undefined) {
  const { revenueNanos = null, units = null } = row ?? {};
  return {
    revenue: revenueNanos === null ? null : toDollars(revenueNanos),
    revenueNanos: revenueNanos?.toString() ?? null,
    units: units === null ? null : Number(units),
  };
}
