import { requirePermission } from "#server/access/permissions.ts";
import { amountInUnit } from "#server/budgets/amount-in-unit.ts";
import { budgetPct } from "#server/budgets/status.ts";
import type { Ctx, OrgId } from "#server/context.ts";
import { dayKey } from "#server/time/window.ts";
import { type ActiveBudget, type BudgetTarget, budgetTargets } from "./budget-targets.ts";
import { forecastsFor } from "./get-projection.ts";
import { daysNeeded } from "./past-errors.ts";
import { recentRuns } from "./recent-runs.ts";
import { estimateRun, runsNeeded } from "./run-cost.ts";

type Reader = { orgId: OrgId; now: Date };

/** Where the running window of a budget is projected to end, exact in nano-dollars or tokens by the unit of the budget. */
export type ProjectedBudget = BudgetTarget & {
  daysOfData: number;
  /** Null with less than 7 whole days of data. */
  estimate: { spent: bigint; amount: bigint; low: bigint; high: bigint } | null;
  /** The UTC day on which it is projected to pass the limit; null where it is not, or has. */
  passesOn: string | null;
};

/** Where the running day or month of every active budget is projected to end: one for each of whom it counts. */
export async function projectBudgets(ctx: Reader, targets: readonly BudgetTarget[]): Promise<ProjectedBudget[]> {
  const forecasts = await forecastsFor(
    ctx,
    targets.map(({ scope }) => scope),
  );
  return targets.map((target, index) => {
    const forecast = forecasts[index];
    const { window } = target.budget;
    const view = window === "day" ? forecast?.day : forecast?.month;
    const daysOfData = forecast?.daysOfData ?? 0;
    if (!forecast || !view) return { ...target, daysOfData, estimate: null, passesOn: null };
    // Of tokens the same figures are tokens.
    const [spent, amount] = [BigInt(view.spentNanos), BigInt(view.projectedNanos)];
    const estimate = { spent, amount, low: BigInt(view.lowNanos), high: BigInt(view.highNanos) };
    const passes = spent < target.limit && amount >= target.limit;
    const day =
      window === "day"
        ? dayKey(ctx.now)
        : forecast.path.find((of) => BigInt(of.monthToDateNanos) >= target.limit)?.date;
    return { ...target, daysOfData, estimate, passesOn: passes ? (day ?? null) : null };
  });
}

/** A budget’s forecast as pages get it: dollars or tokens by `unit`, exact nano-dollars beside dollars. */
export type BudgetForecast = {
  budgetId: string;
  /** For a budget of each of its scope, the one that is projected to use most of it; else null. */
  ofName: string | null;
  /** What is missing for a projection, such as `{ needed: 7, known: 3, what: "days" }`; null where there is one. */
  lacks: { needed: number; known: number; what: "days" | "runs" } | null;
  projected: AmountView | null;
  low: AmountView | null;
  high: AmountView | null;
  /** Projected of the limit in per cent, cut to two decimals. */
  pct: number | null;
  passesOn: string | null;
  /** Of a limit for each run: of how many recent runs the projection is, and how many of them cost more than the limit. */
  runs: { count: number; over: number } | null;
};

type AmountView = { amount: number; nanos: string | null };

/**
 * The forecast of every active budget: where its running day or month is projected to end, or what a run costs.
 * @throws AppError `forbidden`.
 */
export async function budgetForecasts({ ctx }: { ctx: Ctx }): Promise<BudgetForecast[]> {
  requirePermission(ctx, "view");
  const { budgets, targets } = await budgetTargets(ctx);
  const ofRuns = budgets.filter(({ window, scopeId }) => window === "run" && scopeId === "");
  const [projected, runs] = await Promise.all([projectBudgets(ctx, targets), recentRuns(ctx, ofRuns)]);
  const byBudget = Map.groupBy(projected, ({ budget }) => budget.id);
  return budgets.flatMap((budget): BudgetForecast[] => {
    if (budget.window !== "run") return [windowForecast(budget, byBudget.get(budget.id) ?? [])];
    const costs = runs[ofRuns.indexOf(budget)];
    return costs ? [runForecast(budget, costs[budget.unit])] : [];
  });
}

function windowForecast(budget: ActiveBudget, targets: readonly ProjectedBudget[]): BudgetForecast {
  const known = targets.flatMap((target) => (target.estimate ? [{ ...target, estimate: target.estimate }] : []));
  const most = known.reduce<(typeof known)[number] | undefined>(
    (max, one) => (max && max.estimate.amount * one.limit >= one.estimate.amount * max.limit ? max : one),
    undefined,
  );
  if (!most) {
    const daysOfData = Math.max(0, ...targets.map((target) => target.daysOfData));
    return { ...nothing(budget), lacks: { needed: daysNeeded, known: daysOfData, what: "days" } };
  }
  return {
    ...nothing(budget),
    ofName: most.name,
    ...amounts(budget, most.estimate),
    pct: budgetPct(most.estimate.amount, most.limit),
    passesOn: most.passesOn,
  };
}

function runForecast(budget: ActiveBudget, costs: readonly bigint[]): BudgetForecast {
  const estimate = estimateRun(costs);
  const runs = { count: costs.length, over: costs.filter((cost) => cost > budget.limit).length };
  if (!estimate) return { ...nothing(budget), lacks: { needed: runsNeeded, known: costs.length, what: "runs" } };
  return { ...nothing(budget), ...amounts(budget, estimate), pct: budgetPct(estimate.amount, budget.limit), runs };
}

function nothing({ id }: ActiveBudget): BudgetForecast {
  const none = {
    ofName: null,
    lacks: null,
    projected: null,
    low: null,
    high: null,
    pct: null,
    passesOn: null,
    runs: null,
  };
  return { budgetId: id, ...none };
}

function amounts({ unit }: ActiveBudget, of: { amount: bigint; low: bigint; high: bigint }) {
  const { amount, nanos } = amountInUnit(unit);
  const view = (value: bigint): AmountView => ({ amount: amount(value), nanos: nanos(value) });
  return { projected: view(of.amount), low: view(of.low), high: view(of.high) };
}
