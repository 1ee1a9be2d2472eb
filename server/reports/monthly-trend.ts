import { projectLimits } from "#server/budgets/queries.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { noUsage, projectSeries } from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { lastMonths } from "#server/time/window.ts";
import { figuresOf } from "./figures.ts";

/**
 * The last months of a project up to and with the current one (UTC), oldest first; months without spend are there with zeros.
 * `budgetLimit` is today's monthly limit in dollars, for scale. @throws AppError `not_found`.
 */
export async function monthlyTrend({ ctx, projectId, count = 6 }: { ctx: Ctx; projectId: string; count?: number }) {
  const months = lastMonths(ctx.now, count);
  const range = { first: `${months[0]}-01`, last: `${months.at(-1)}-01` };
  const [, rows, limits] = await Promise.all([
    getProject(ctx, projectId),
    projectSeries(ctx, projectId, "month", range),
    projectLimits(ctx, [projectId]),
  ]);
  const byMonth = new Map(rows.map((row) => [row.start.slice(0, 7), row]));
  const limit = limits.get(projectId);
  return months.map((month) => ({
    month,
    ...figuresOf(byMonth.get(month) ?? noUsage),
    budgetLimit: limit === undefined ? null : toDollars(limit),
  }));
}
