import { projectMonths } from "#server/budgets/project-month.ts";
import { type BudgetStatus, budgetPct, budgetStatus } from "#server/budgets/status.ts";
import { listProjects } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { comparedProjects } from "#server/ledger/cost-queries.ts";
import { allProjects, noUsage } from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { counterOf, forecastsFor } from "#server/projections/get-projection.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import { costOf, figuresOf, sumUsage } from "./figures.ts";
import { monthForecast } from "./month-forecast.ts";
import { monthPeriod } from "./period.ts";

/** The current month (UTC) of every project of the organisation, and their total. Archived projects stand in while they have spend. */
export async function crossProjectSummary({ ctx }: { ctx: Ctx }) {
  const period = monthPeriod(undefined, ctx.now);
  const compared = period.compared;
  const [projects, months, costs, limits] = await Promise.all([
    listProjects(ctx),
    allProjects(ctx, period.firstDay),
    compared && comparedProjects(ctx, compared),
    projectMonths(ctx),
  ]);
  const byProject = new Map(months.map((row) => [row.projectId, row]));
  const shown = projects.filter((project) => !project.archivedAt || byProject.has(project.id));
  const [forecast, ...forecasts] = await forecastsFor(ctx, [
    counterOf(ctx, { scope: "organization" }),
    ...shown.map(({ id }) => counterOf(ctx, { scope: "project", scopeId: id })),
  ]);
  return {
    month: period.month,
    from: period.shown.first,
    to: period.shown.last,
    comparedWith: compared && shortRangeLabel(compared.previous),
    projects: shown.map((project, index) => {
      const usage = byProject.get(project.id) ?? noUsage;
      const cost = costs?.get(project.id);
      const limit = limits.get(project.id)?.limitNanos;
      return {
        projectId: project.id,
        name: project.name,
        ...figuresOf(usage),
        comparableCost: compared && costOf(cost?.current ?? 0n).cost,
        previousCost: compared && costOf(cost?.previous ?? 0n).cost,
        budgetLimit: limit === undefined ? null : toDollars(limit),
        budgetPct: limit === undefined ? null : budgetPct(usage.costNanos, limit),
        status: (limit === undefined ? "no_limit" : budgetStatus(usage.costNanos, limit)) as BudgetStatus | "no_limit",
        forecast: monthForecast(forecasts[index]),
        lastEventAt: project.lastEventAt?.toISOString() ?? null,
      };
    }),
    /** The organisation is projected by its own days: what differs between projects cancels out, so it is not their sum. */
    total: { ...figuresOf(sumUsage(months)), forecast: monthForecast(forecast) },
  };
}
