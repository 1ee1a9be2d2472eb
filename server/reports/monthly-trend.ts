import { projectMonths } from "#server/budgets/project-month.ts";
import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { noUsage, projectSeries } from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { figuresOf } from "./figures.ts";
import { monthsUpTo } from "./period.ts";

type MonthlyTrendInput = { ctx: Ctx; projectId: string; month?: string; count?: number };

/**
 * Months of a project up to and with the named or the current one (UTC), oldest first; those without spend are there
 * with zeros. `budgetLimit` is today's monthly limit in dollars, for scale.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function monthlyTrend({ ctx, projectId, month: last, count = 6 }: MonthlyTrendInput) {
  const months = monthsUpTo(last, ctx.now, count);
  const range = { first: `${months[0]}-01`, last: `${months.at(-1)}-01` };
  const [, rows, limits] = await Promise.all([
    getProject(ctx, projectId),
    projectSeries(ctx, projectId, "month", range),
    projectMonths(ctx, projectId),
  ]);
  const byMonth = new Map(rows.map((row) => [row.start.slice(0, 7), row]));
  const limit = limits.get(projectId)?.limitNanos;
  return months.map((month) => ({
    month,
    ...figuresOf(byMonth.get(month) ?? noUsage),
    budgetLimit: limit === undefined ? null : toDollars(limit),
  }));
}
