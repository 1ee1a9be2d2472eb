import { providerLabel } from "#server/catalog/providers.ts";
import { getProject } from "#server/catalog/queries.ts";
import { providerColours } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { comparedParts, modelUse, partCosts } from "#server/ledger/cost-queries.ts";
import { projectParts, projectSeries } from "#server/ledger/queries.ts";
import { listDays } from "#server/time/range.ts";
import { byCost, comparisonOf, costOf, share, sumUsage, tokensOf } from "./figures.ts";
import { usesOf } from "./model-use.ts";
import { monthPeriod } from "./period.ts";

/**
 * A month of a project by provider: a table that sums to the month, with the models used
 * and what for, which sum to their provider, and each day split by provider.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function providerSpend({ ctx, projectId, month }: { ctx: Ctx; projectId: string; month?: string }) {
  const period = monthPeriod(month, ctx.now);
  const monthOnly = { first: period.firstDay, last: period.firstDay };
  const daysNeeded = { first: period.compared?.previous.first ?? period.firstDay, last: period.shown.last };
  const [, providers, compared, days, uses, all] = await Promise.all([
    getProject(ctx, projectId),
    projectParts(ctx, projectId, "provider", "month", monthOnly),
    period.compared && comparedParts(ctx, projectId, "provider", period.compared),
    partCosts(ctx, projectId, "provider", period.shown),
    modelUse(ctx, projectId, period.shown),
    projectSeries(ctx, projectId, "day", daysNeeded),
  ]);
  const colourOf = providerColours(providers.map((row) => row.part));
  const total = sumUsage(providers).costNanos;
  const comparedCost = (provider: string, which: "current" | "previous") =>
    compared && costOf(compared.get(provider)?.[which] ?? 0n).cost;
  const byDay = Map.groupBy(days, (row) => row.start);
  return {
    month: period.month,
    from: period.shown.first,
    to: period.shown.last,
    totalCost: costOf(total).cost,
    totalCostNanos: total.toString(),
    comparison: comparisonOf(period, all),
    rows: providers.toSorted(byCost((row) => row.part)).map((row) => ({
      provider: row.part,
      label: providerLabel(row.part),
      colour: colourOf(row.part),
      ...usesOf(uses, row.part),
      calls: Number(row.calls),
      totalTokens: tokensOf(row),
      ...costOf(row.costNanos),
      pctOfTotal: share(row.costNanos, total),
      comparableCost: comparedCost(row.part, "current"),
      previousCost: comparedCost(row.part, "previous"),
      unpricedCalls: Number(row.unpricedCalls),
    })),
    days: listDays(period.shown).map((date) => ({
      date,
      providers: (byDay.get(date) ?? []).map((row) => ({
        provider: row.part,
        ...costOf(row.costNanos),
        unpricedCalls: Number(row.unpricedCalls),
      })),
    })),
  };
}
