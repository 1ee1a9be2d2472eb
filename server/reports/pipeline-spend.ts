import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { runTriggerCosts, runTriggers } from "#server/ledger/pipeline-queries.ts";
import { noUsage, projectSeries } from "#server/ledger/queries.ts";
import type { DayRange } from "#server/time/range.ts";
import { byCost, comparisonOf, costOf, share, sumUsage, within } from "./figures.ts";
import { monthPeriod } from "./period.ts";

/**
 * A month of a project by what set its pipeline runs off, and what was spent and done outside runs; the rows sum to the
 * month. A run that spans two months stands in each with what it cost there. `comparableCost` and `previousCost` are of
 * equally many whole days of this month and of the one before, null where no whole day has passed.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function pipelineSpend({ ctx, projectId, month }: { ctx: Ctx; projectId: string; month?: string }) {
  const period = monthPeriod(month, ctx.now);
  const { compared } = period;
  const costs = async (range: DayRange | undefined) =>
    new Map((range ? await runTriggerCosts(ctx, projectId, range) : []).map((row) => [row.trigger, row.costNanos]));
  const [, found, months, days, current, previous] = await Promise.all([
    getProject(ctx, projectId),
    runTriggers(ctx, projectId, period.month),
    projectSeries(ctx, projectId, "month", { first: period.firstDay, last: period.firstDay }),
    projectSeries(ctx, projectId, "day", {
      first: compared?.previous.first ?? period.firstDay,
      last: period.shown.last,
    }),
    costs(compared?.current),
    costs(compared?.previous),
  ]);
  const inRuns = found.filter((row) => !row.outsideRuns);
  const jobsOutside = (months[0] ?? noUsage).jobs - inRuns.reduce((sum, row) => sum + row.jobCount, 0);
  const outside = found.find((row) => row.outsideRuns) ?? (jobsOutside > 0 ? nothingSpent : null);
  const rows = [...inRuns, ...(outside ? [{ ...outside, runCount: 0, jobCount: Math.max(0, jobsOutside) }] : [])];
  const total = rows.reduce((sum, row) => sum + row.costNanos, 0n);

  const costIn = (row: Row, range: DayRange | undefined, byTrigger: ReadonlyMap<string | null, bigint>) => {
    if (!range) return null;
    if (!row.outsideRuns) return costOf(byTrigger.get(row.trigger) ?? 0n).cost;
    const ofRuns = [...byTrigger.values()].reduce((sum, cost) => sum + cost, 0n);
    return costOf(sumUsage(within(days, range)).costNanos - ofRuns).cost;
  };
  return {
    month: period.month,
    from: period.shown.first,
    to: period.shown.last,
    totalCost: costOf(total).cost,
    totalCostNanos: total.toString(),
    comparison: comparisonOf(period, days),
    rows: rows.toSorted(byCost((row) => (row.outsideRuns ? "" : `run:${row.trigger}`))).map((row) => ({
      trigger: row.trigger,
      outsideRuns: row.outsideRuns,
      runCount: row.runCount,
      jobCount: row.jobCount,
      totalTokens: Number(row.totalTokens),
      ...costOf(row.costNanos),
      pctOfTotal: share(row.costNanos, total),
      retryCost: costOf(row.retryCostNanos).cost,
      retryCostNanos: row.retryCostNanos.toString(),
      averageCost: row.outsideRuns ? null : costOf(row.costNanos / BigInt(row.runCount)).cost,
      comparableCost: costIn(row, compared?.current, current),
      previousCost: costIn(row, compared?.previous, previous),
      unpricedCalls: Number(row.unpricedCalls),
    })),
  };
}

type Row = Awaited<ReturnType<typeof runTriggers>>[number];

const nothingSpent: Row = {
  trigger: null,
  outsideRuns: true,
  runCount: 0,
  jobCount: 0,
  costNanos: 0n,
  retryCostNanos: 0n,
  totalTokens: 0n,
  unpricedCalls: 0n,
};
