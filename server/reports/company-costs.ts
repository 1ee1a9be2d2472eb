import { organizationMonth } from "#server/budgets/organization-month.ts";
import { budgetPct, budgetStatus } from "#server/budgets/status.ts";
import { providerLabel } from "#server/catalog/providers.ts";
import { listProjects } from "#server/catalog/queries.ts";
import { providerColours } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { providersOfMonth } from "#server/ledger/company-queries.ts";
import { comparedProjects } from "#server/ledger/cost-queries.ts";
import { allProjects, organizationSeries, type Usage } from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { counterOf, forecastFor } from "#server/projections/get-projection.ts";
import { accountsBegin } from "#server/time/window.ts";
import { byCost, comparisonOf, costOf, figuresOf, sumUsage, within } from "./figures.ts";
import { monthForecast } from "./month-forecast.ts";
import { monthPeriod } from "./period.ts";

/**
 * A UTC month (the running one where none is named) of the whole organisation: spend, and of the running month the limit, its
 * use and the forecast; by project and by provider, each of which sums to the total. Agents come by the page:
 * `companyAgents`. @throws AppError `validation_failed`.
 */
export async function companyCosts({ ctx, month }: { ctx: Ctx; month?: string | undefined }) {
  const period = monthPeriod(month, ctx.now);
  const isRunning = period.month === monthPeriod(undefined, ctx.now).month;
  const compared = period.compared;
  const first = compared?.previous.first ?? period.firstDay;
  const [months, days, named, projects, costs, providers, limit, forecast] = await Promise.all([
    organizationSeries(ctx, "month", { first: `${accountsBegin}-01`, last: "9999-12-01" }),
    organizationSeries(ctx, "day", { first, last: period.shown.last }),
    listProjects(ctx),
    allProjects(ctx, period.firstDay),
    compared && comparedProjects(ctx, compared),
    providersOfMonth(ctx, period.firstDay),
    isRunning ? organizationMonth(ctx) : null,
    isRunning ? forecastFor(ctx, counterOf(ctx, { scope: "organization" })) : undefined,
  ]);
  const total = sumUsage(months.filter((row) => row.start === period.firstDay));
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return {
    month: period.month,
    from: period.shown.first,
    to: period.shown.last,
    /** The months with calls, oldest first. */
    months: months.filter((row) => row.calls > 0n).map((row) => row.start.slice(0, 7)),
    total: companyFigures(total),
    daily: within(days, period.shown).map(({ start, costNanos }) => ({ date: start, cost: toDollars(costNanos) })),
    comparison: comparisonOf(period, days),
    /** Of the running month; null where none is set. */
    budget: limit && {
      ...{ limit: toDollars(limit.limitNanos), limitNanos: limit.limitNanos.toString() },
      pct: budgetPct(total.costNanos, limit.limitNanos),
      status: budgetStatus(total.costNanos, limit.limitNanos),
    },
    forecast: monthForecast(forecast),
    projects: projects
      .filter((row) => row.calls > 0n || row.jobs > 0)
      .toSorted(byCost((row) => row.projectId))
      .map((row) => ({
        projectId: row.projectId,
        name: names.get(row.projectId) ?? row.projectId,
        ...companyFigures(row),
        comparableCost: compared && costOf(costs?.get(row.projectId)?.current ?? 0n).cost,
        previousCost: compared && costOf(costs?.get(row.projectId)?.previous ?? 0n).cost,
      })),
    providers: providerRows(providers),
  };
}

/** A month's rows by project and provider, summed by provider, the dearest first. */
function providerRows(rows: readonly (Usage & { provider: string })[]) {
  const colourOf = providerColours(rows.map(({ provider }) => provider));
  return [...Map.groupBy(rows, ({ provider }) => provider)]
    .map(([provider, of]) => ({ provider, ...sumUsage(of) }))
    .toSorted(byCost((row) => row.provider))
    .map(({ provider, ...usage }) => ({
      provider,
      label: providerLabel(provider),
      colour: colourOf(provider),
      ...companyFigures(usage),
    }));
}

/** The figures of a part of the organisation, or of all of it. */
export function companyFigures(usage: Usage) {
  return {
    ...figuresOf(usage),
    inputTokens: Number(usage.inputTokens),
    outputTokens: Number(usage.outputTokens),
    calls: Number(usage.calls),
    failedJobs: usage.jobsFailed,
  };
}
