import { organizationMonth } from "#server/budgets/organization-month.ts";
import type { OrgId } from "#server/context.ts";
import { agentsOfMonth, providersOfMonth } from "#server/ledger/company-queries.ts";
import { organizationSeries } from "#server/ledger/queries.ts";
import { divideHalfEven } from "#server/money/amount.ts";
import { counterOf, forecastFor } from "#server/projections/get-projection.ts";
import { dayWindow, monthWindow } from "#server/time/window.ts";
import { byCost, sumUsage } from "./figures.ts";

/** From which part of a limit on a budget warns, where it does not say. */
const defaultThreshold = 80;

/**
 * The organisation's spend, today and in the running UTC month, by provider and by agent (the dearest first), its projection
 * and its limit, in dollars to the cent, for systems that ask for all of it at once. `projected_monthly` is null with fewer
 * than 7 whole days of data, the limit and its use where none is set.
 */
export async function costOptimization(ctx: { orgId: OrgId; now: Date }) {
  const today = dayWindow(ctx.now).key;
  const month = `${monthWindow(ctx.now).key}-01`;
  const [days, months, providers, agents, forecast, budget] = await Promise.all([
    organizationSeries(ctx, "day", { first: today, last: today }),
    organizationSeries(ctx, "month", { first: month, last: month }),
    providersOfMonth(ctx, month),
    agentsOfMonth(ctx, month),
    forecastFor(ctx, counterOf(ctx, { scope: "organization" })),
    organizationMonth(ctx),
  ]);
  const spent = sumUsage(months).costNanos;
  const byProvider = [...Map.groupBy(providers, ({ provider }) => provider)]
    .map(([provider, rows]) => ({ provider, ...sumUsage(rows) }))
    .toSorted(byCost((row) => row.provider));
  return {
    total_cost_today: dollars(sumUsage(days).costNanos),
    total_cost_month: dollars(spent),
    projected_monthly: forecast.month && dollars(BigInt(forecast.month.projectedNanos)),
    by_provider: Object.fromEntries(byProvider.map((row) => [row.provider, dollars(row.costNanos)])),
    by_agent: agents
      .filter(({ calls, jobs }) => calls > 0n || jobs > 0)
      .map(({ agentId, costNanos, jobs }) => ({
        agent_id: agentId,
        cost: dollars(costNanos),
        executions: jobs,
        avg_cost_per_run: jobs === 0 ? null : unitDollars(divideHalfEven(costNanos, BigInt(jobs))),
      })),
    budget: {
      monthly_limit: budget && dollars(budget.limitNanos),
      // Cut, so that it never names a threshold that is not reached.
      utilization_pct: budget && Number((spent * 1000n) / budget.limitNanos) / 10,
      alert_threshold_pct: budget?.thresholds[0] ?? defaultThreshold,
    },
  };
}

/** Dollars to the cent. */
const dollars = (nanos: bigint) => Number(divideHalfEven(nanos, 10_000_000n)) / 100;

/** Dollars of one run: three decimals, below a cent two significant digits. */
function unitDollars(nanos: bigint): number {
  if (nanos < 10_000_000n) return Number((Number(nanos) / 1e9).toPrecision(2));
  return Number(divideHalfEven(nanos, 1_000_000n)) / 1000;
}
