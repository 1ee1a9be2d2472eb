import { getAgent } from "#server/catalog/agent-queries.ts";
import type { Ctx } from "#server/context.ts";
import { trendNeedsDays, trendOf } from "#server/insights/trend.ts";
import { agentCallsByModel, agentFirstDay, agentJobsByEffort } from "#server/ledger/agent-queries.ts";
import { agentSeries, noUsage, type UsageAt } from "#server/ledger/queries.ts";
import { divideHalfEven } from "#server/money/amount.ts";
import { type DayRange, listDays, presetRange, previousRange, type RangePreset } from "#server/time/range.ts";
import { addDays } from "#server/time/window.ts";
import { agentProjectSplit } from "./agent-projects.ts";
import { effortRows, modelRows } from "./agent-splits.ts";
import { comparisonOf, figuresOf, sumUsage, within } from "./figures.ts";
import { monthPeriod } from "./period.ts";

type AgentAnalyticsInput = { ctx: Ctx; agentId: string; range: RangePreset };

/**
 * What an agent costs and what it gives for that, over the running month and over a range that ends today (UTC): the month by
 * project; the range by day, by model and by effort, each of which sums to its total; what a job costs on average; what useful output costs; and
 * whether its spend rises. Money in dollars and nano-dollars. @throws AppError `not_found`.
 */
export async function agentAnalytics({ ctx, agentId, range: preset }: AgentAnalyticsInput) {
  const range = presetRange(preset, ctx.now);
  const wholeDays = { first: range.first, last: addDays(range.last, -1) };
  const compared = { current: wholeDays, previous: previousRange(wholeDays) };
  const month = monthPeriod(undefined, ctx.now);
  const first =
    [compared.previous.first, month.compared?.previous.first ?? month.firstDay].toSorted()[0] ?? range.first;
  const [agent, days, firstDay, calls, jobs, projects] = await Promise.all([
    getAgent(ctx, agentId),
    agentSeries(ctx, agentId, "day", { first, last: range.last }),
    agentFirstDay(ctx, agentId),
    agentCallsByModel(ctx, agentId, range),
    agentJobsByEffort(ctx, agentId, range),
    agentProjectSplit(ctx, agentId, month.shown),
  ]);
  const total = sumUsage(within(days, range));
  const byDay = new Map(days.map((day) => [day.start, day]));
  const sumOf = (pick: (effort: (typeof jobs)[number]) => bigint) => jobs.reduce((sum, one) => sum + pick(one), 0n);
  const useful = sumOf((one) => one.succeededOutputTokens);
  return {
    range: preset,
    from: range.first,
    to: range.last,
    month: {
      month: month.month,
      ...agentFigures(sumUsage(within(days, month.shown))),
      comparison: comparisonOf(month, days),
      /** What it cost in each project: they sum to the month. `isElsewhere`: not all is of the project it is registered in. */
      projects,
      isElsewhere: projects.some(({ projectId }) => projectId !== agent.projectId),
    },
    days: listDays(range).map((date) => ({ date, ...agentFigures(byDay.get(date) ?? noUsage) })),
    total: agentFigures(total),
    comparison: comparisonOf({ compared }, days),
    retriedJobs: jobs.reduce((sum, one) => sum + one.retried, 0),
    /** All that was spent in the range by the jobs that ended in it; null before any did. */
    costPerJobNanos: perUnit(total.costNanos, BigInt(total.jobs)),
    efficiency: {
      succeededJobs: jobs.reduce((sum, one) => sum + one.jobs - one.failed, 0),
      outputTokens: Number(useful),
      /** Cost of the jobs that succeeded by 1,000 output tokens of theirs. */
      perThousandNanos: perUnit(sumOf((one) => one.succeededCostNanos) * 1000n, useful),
      /** All that was spent in the range, on whatever it was, by the same tokens. */
      allSpendPerThousandNanos: perUnit(total.costNanos * 1000n, useful),
    },
    trend: trendOfDays(days, wholeDays, firstDay),
    models: modelRows(calls),
    efforts: effortRows(calls, jobs),
  };
}

function agentFigures(usage: Parameters<typeof figuresOf>[0]) {
  return {
    ...figuresOf(usage),
    inputTokens: Number(usage.inputTokens),
    outputTokens: Number(usage.outputTokens),
    calls: Number(usage.calls),
    failedJobs: usage.jobsFailed,
  };
}

/** Nano-dollars a unit, to the nearest; null where there is none. */
const perUnit = (nanos: bigint, units: bigint) => (units === 0n ? null : divideHalfEven(nanos, units).toString());

/**
 * The trend of the daily cost over the range's whole days (as many as the range has days, up to yesterday), from the day of
 * the first call on: that there was nothing before an agent began is no rise.
 */
function trendOfDays(days: readonly UsageAt[], { first, last }: DayRange, firstDay: string | null) {
  const start = addDays(first, -1);
  const from = firstDay !== null && firstDay > start ? firstDay : start;
  const costs = new Map(days.map((day) => [day.start, day.costNanos]));
  const amounts =
    firstDay === null || from > last ? [] : listDays({ first: from, last }).map((day) => costs.get(day) ?? 0n);
  const trend = trendOf(amounts);
  return {
    from,
    to: last,
    days: amounts.length,
    needsDays: trendNeedsDays,
    test: trend && { ...trend, slopeNanos: BigInt(Math.round(trend.slope)).toString() },
  };
}
