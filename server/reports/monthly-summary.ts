import { countLimiting, projectMonths } from "#server/budgets/project-month.ts";
import { ownProjectLimit } from "#server/budgets/queries.ts";
import { budgetPct } from "#server/budgets/status.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { getProject } from "#server/catalog/queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { type ComparedCost, comparedParts } from "#server/ledger/cost-queries.ts";
import {
  noUsage,
  type PartUsage,
  projectModels,
  projectParts,
  projectSeries,
  topRuns,
} from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { counterOf, forecastFor } from "#server/projections/get-projection.ts";
import { type DayRange, listDays } from "#server/time/range.ts";
import { monthKey } from "#server/time/window.ts";
import { byCost, comparisonOf, costOf, figuresOf, share, tokensOf } from "./figures.ts";
import { monthPeriod } from "./period.ts";

/**
 * A calendar month (UTC) of a project: totals, what it is compared with, agent types by cost, the 5 most expensive runs,
 * and the monthly limit with the percentage used (cut to two decimals, never rounded up).
 * @throws AppError `not_found`, `validation_failed` for a month that is none or lies ahead.
 */
export async function monthlySummary({ ctx, projectId, month }: { ctx: Ctx; projectId: string; month?: string }) {
  const period = monthPeriod(month, ctx.now);
  const monthOnly = { first: period.firstDay, last: period.firstDay };
  const daysNeeded = { first: period.compared?.previous.first ?? period.firstDay, last: period.shown.last };
  const [project, months, days, types, typesCompared, runs, limits, own, limiting, forecast] = await Promise.all([
    getProject(ctx, projectId),
    projectSeries(ctx, projectId, "month", monthOnly),
    projectSeries(ctx, projectId, "day", daysNeeded),
    projectParts(ctx, projectId, "agent_type", "month", monthOnly),
    period.compared && comparedParts(ctx, projectId, "agent_type", period.compared),
    topRuns(ctx, projectId, period.firstDay, 5),
    projectMonths(ctx, projectId),
    ownProjectLimit(ctx, projectId),
    countLimiting(ctx, projectId),
    period.month === monthKey(ctx.now)
      ? forecastFor(ctx, counterOf(ctx, { scope: "project", scopeId: projectId }))
      : null,
  ]);
  const total = months[0] ?? noUsage;
  const counts = limits.get(projectId);
  const limit = counts?.limitNanos ?? null;
  const byDay = new Map(days.map((day) => [day.start, day]));
  return {
    projectId,
    projectName: project.name,
    month: period.month,
    from: period.shown.first,
    to: period.shown.last,
    totalCost: toDollars(total.costNanos),
    totalCostNanos: total.costNanos.toString(),
    totalTokens: tokensOf(total),
    inputTokens: Number(total.inputTokens),
    outputTokens: Number(total.outputTokens),
    totalJobs: total.jobs,
    failedJobs: total.jobsFailed,
    retryCost: toDollars(total.retryCostNanos),
    retryCostNanos: total.retryCostNanos.toString(),
    comparison: comparisonOf(period, days),
    daily: listDays(period.shown).map((date) => ({ date, ...figuresOf(byDay.get(date) ?? noUsage) })),
    agentBreakdown: breakdown(types, typesCompared, total.costNanos),
    topRuns: runs.map((run) => ({
      runId: run.runId,
      /** As it was reported; null where nobody did. */
      status: run.status,
      trigger: run.trigger,
      startedAt: run.startedAt.toISOString(),
      jobCount: run.jobCount,
      totalTokens: Number(run.totalTokens),
      ...costOf(run.costNanos),
      unpricedCalls: Number(run.unpricedCalls),
    })),
    budgetLimit: limit === null ? null : toDollars(limit),
    budgetLimitNanos: limit?.toString() ?? null,
    budgetPct: limit === null ? null : budgetPct(total.costNanos, limit),
    /** To the end of the month; null of one that is over. */
    forecast,
    /** What follows when the limit is reached, and its version for whoever changes it (0: there is none). */
    budgetOnExceeded: counts?.onExceeded ?? [],
    /** The budget whose limit this is: of all that limit the month's dollars, the lowest. */
    budgetId: counts?.id ?? null,
    budgetVersion: own?.version ?? 0,
    /** The limit that `setBudgetLimit` sets; another budget may be lower and count instead. */
    ownLimitNanos: own?.enabled ? own.limitNanos.toString() : null,
    ownOnExceeded: own?.onExceeded ?? [],
    otherBudgets: limiting - (counts ? 1 : 0),
    unpriced: {
      calls: Number(total.unpricedCalls),
      tokens: Number(total.unpricedTokens),
      ...(total.unpricedCalls === 0n ? allPriced : await unpricedModels(ctx, projectId, period.shown)),
    },
  };
}

function breakdown(types: PartUsage[], compared: Map<string, ComparedCost> | null, total: bigint) {
  const costIn = (type: string, which: keyof ComparedCost) => compared && toDollars(compared.get(type)?.[which] ?? 0n);
  return types.toSorted(byCost((row) => row.part)).map((row) => ({
    agentType: row.part,
    label: agentTypeLabel(row.part),
    colour: agentTypeColour(row.part),
    totalJobs: row.jobs,
    failedJobs: row.jobsFailed,
    ...costOf(row.costNanos),
    pctOfTotal: share(row.costNanos, total),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    /** Percent of its ended jobs that succeeded; null while none has ended. */
    successRate: row.jobs === 0 ? null : ((row.jobs - row.jobsFailed) / row.jobs) * 100,
    comparableCost: costIn(row.part, "current"),
    previousCost: costIn(row.part, "previous"),
    unpricedCalls: Number(row.unpricedCalls),
  }));
}

/** Models without a price, each once whoever sells it, and how many calls name none at all. */
type UnpricedModels = { models: string[]; namelessCalls: number };
const allPriced: UnpricedModels = { models: [], namelessCalls: 0 };

/** What tools write where they hide a model or know none. */
const placeholder = /(^|\/)(redacted|none|null|unknown|undefined|n\/a)$/i;

async function unpricedModels(ctx: Ctx, projectId: string, range: DayRange): Promise<UnpricedModels> {
  const rows = (await projectModels(ctx, projectId, range)).filter((row) => row.unpricedCalls > 0n);
  const [nameless, named] = [true, false].map((is) => rows.filter((row) => placeholder.test(row.model) === is));
  return {
    models: [...new Set(named?.map((row) => row.model))],
    namelessCalls: Number((nameless ?? []).reduce((sum, row) => sum + row.unpricedCalls, 0n)),
  };
}
