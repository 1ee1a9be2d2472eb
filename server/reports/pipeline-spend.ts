import { getProject } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { runTriggers } from "#server/ledger/queries.ts";
import { addMonths } from "#server/time/window.ts";
import { costOf, share } from "./figures.ts";
import { monthPeriod } from "./period.ts";

/**
 * A month of a project by what set its pipeline runs off, and what was spent outside runs; the rows sum to the month.
 * A run that spans two months stands in each with what it cost there. `previousCost` is the whole month before.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function pipelineSpend({ ctx, projectId, month }: { ctx: Ctx; projectId: string; month?: string }) {
  const period = monthPeriod(month, ctx.now);
  const previousMonth = `${addMonths(period.month, -1)}-01`;
  const [, rows] = await Promise.all([
    getProject(ctx, projectId),
    runTriggers(ctx, projectId, { first: previousMonth, last: period.firstDay }),
  ]);
  const key = (row: { trigger: string | null; outsideRuns: boolean }) => (row.outsideRuns ? "" : `run:${row.trigger}`);
  const previous = new Map(rows.filter((row) => row.start === previousMonth).map((row) => [key(row), row.costNanos]));
  const current = rows.filter((row) => row.start === period.firstDay);
  const total = current.reduce((sum, row) => sum + row.costNanos, 0n);
  return {
    month: period.month,
    from: period.shown.first,
    to: period.shown.last,
    totalCost: costOf(total).cost,
    totalCostNanos: total.toString(),
    rows: current
      .toSorted((a, b) => (a.costNanos > b.costNanos ? -1 : 1))
      .map((row) => ({
        trigger: row.trigger,
        outsideRuns: row.outsideRuns,
        runCount: row.outsideRuns ? 0 : row.runCount,
        jobCount: row.outsideRuns ? null : row.jobCount,
        totalTokens: Number(row.totalTokens),
        ...costOf(row.costNanos),
        pctOfTotal: share(row.costNanos, total),
        retryCost: costOf(row.retryCostNanos).cost,
        averageCost: row.outsideRuns ? null : costOf(row.costNanos / BigInt(row.runCount)).cost,
        previousCost: costOf(previous.get(key(row)) ?? 0n).cost,
        unpricedCalls: Number(row.unpricedCalls),
      })),
  };
}
