import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { recentRuns, type Scope, type Spent, spendOfNow } from "#server/ledger/ticker-queries.ts";
import { divideHalfEven } from "#server/money/amount.ts";
import { counterOf, forecastFor } from "#server/projections/get-projection.ts";
import { dayKey, dayMs, monthKey } from "#server/time/window.ts";
import { costOf } from "./figures.ts";
import { monthForecast } from "./month-forecast.ts";

/** Over how many runs the cost of one is averaged. */
const runCount = 20;

/**
 * Spend as it stands now (UTC): today, the day before up to the same time of day, the month so far and
 * what it is projected to come to, and what a pipeline run cost on average over the last 20. Of a project, or (null) of the organisation. `averageCost` is null where there is no
 * run. @throws AppError `not_found`.
 */
export async function ticker({ ctx, projectId }: { ctx: Ctx; projectId: Scope }) {
  const whose =
    projectId === null ? { scope: "organization" as const } : { scope: "project" as const, scopeId: projectId };
  const [, spend, runs, forecast] = await Promise.all([
    projectId === null ? null : getProject(ctx, projectId),
    spendOfNow(ctx, projectId),
    recentRuns(ctx, projectId, runCount),
    forecastFor(ctx, counterOf(ctx, whose)),
  ]);
  return {
    at: ctx.now.toISOString(),
    day: dayKey(ctx.now),
    month: monthKey(ctx.now),
    today: figure(spend.today),
    /** `at`: the same time of the day before, up to which it counts. */
    dayBefore: { at: new Date(ctx.now.getTime() - dayMs).toISOString(), ...figure(spend.dayBefore) },
    monthToDate: figure(spend.month),
    forecast: monthForecast(forecast),
    runs: {
      count: runs.runs,
      average:
        runs.runs === 0 ? null : figure({ ...runs, costNanos: divideHalfEven(runs.costNanos, BigInt(runs.runs)) }),
    },
  };
}

export type Ticker = Awaited<ReturnType<typeof ticker>>;

const figure = ({ costNanos, unpricedCalls }: Spent) => ({
  ...costOf(costNanos),
  unpricedCalls: Number(unpricedCalls),
});
