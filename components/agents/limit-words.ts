import { budgetStatus, budgetStatusLabel } from "#components/ai-cost/budget-status.ts";
import { needsText, projectedText } from "#components/projections/projection-words.ts";
import {
  formatBudgetPercent,
  formatDollars,
  formatExact,
  formatExactDollars,
  formatTokens,
} from "#server/money/format.ts";
import { spendText, spentPercentText } from "#server/money/spend-text.ts";
import type { BudgetForecast } from "#server/projections/budget-forecasts.ts";
import { dayLabel } from "#server/time/label.ts";
import { addDays } from "#server/time/window.ts";
import type { BudgetView } from "./agent-data.ts";

type Kind = { window: "day" | "month" | "run"; unit: "cost" | "tokens" };

const windowWord = { day: "Daily", month: "Monthly", run: "Run" };

/** `Daily Cost`, `Monthly Tokens`. */
export const capName = ({ window, unit }: Kind): string =>
  `${windowWord[window]} ${unit === "cost" ? "Cost" : "Tokens"}`;

const scopeWords = { project: "project", agent: "agent", agent_type: "agent type", pipeline_run: "run" } as const;

/** The same with whose it is, for limits that are not the agent’s own: `Monthly Cost of project My Project`. */
export function limitName(
  budget: Pick<BudgetView, "id" | "scope" | "scopeId" | "scopeName" | "ofName"> & Kind,
): string {
  const { scope, scopeId, scopeName, ofName } = budget;
  if (scope === "agent" && scopeId) return capName(budget);
  if (scope === "organization") return `${capName(budget)} of the organisation`;
  const name = scopeName ?? (scope === "agent" ? null : ofName);
  return `${capName(budget)} of ${name ? `${scopeWords[scope]} ${name}` : `each ${scopeWords[scope]}`}`;
}

/** What is used of a limit, exactly: nano-dollars or tokens, what approvals added included in the limit. */
export function exactUse(budget: BudgetView): { used: bigint; limit: bigint; reserved: bigint } {
  if (budget.unit === "tokens") {
    return {
      used: BigInt(budget.spent),
      limit: BigInt(budget.limit) + BigInt(budget.extra),
      reserved: BigInt(budget.reserved),
    };
  }
  return {
    used: BigInt(budget.spentNanos ?? 0),
    limit: BigInt(budget.limitNanos ?? 0) + BigInt(budget.extraNanos ?? 0),
    reserved: BigInt(budget.reservedNanos ?? 0),
  };
}

/** An amount in its unit: `$5.00`, `500,000 tokens`. */
export const amountText = (amount: bigint, unit: Kind["unit"]): string =>
  unit === "cost" ? formatDollars(amount) : `${formatExact(amount)} tokens`;

/** A limit, to its last decimal: `$5.00`, `$0.1801`, `500,000 tokens`. */
export const limitText = (limit: bigint, unit: Kind["unit"]): string =>
  unit === "cost" ? formatExactDollars(limit) : amountText(limit, unit);

/** What is used in words: `$0.85 of $1.00`, `450,000 of 500,000 tokens`; `at least` where calls have no price. */
export function usedText(budget: BudgetView, unpricedCalls: number): string {
  const { used, limit } = exactUse(budget);
  if (budget.unit === "tokens") return `${formatExact(used)} of ${formatExact(limit)} tokens`;
  return `${spendText(used, unpricedCalls)} of ${formatExactDollars(limit)}`;
}

/** Whole per cent of a limit, cut. */
export function percentText(budget: BudgetView, unpricedCalls: number): string {
  const { used, limit } = exactUse(budget);
  const text =
    budget.unit === "tokens" ? formatBudgetPercent(used, limit) : spentPercentText(used, limit, unpricedCalls);
  return text ?? "";
}

/** What a screen reader says of the bar: `85% of $1.00 used, near limit; projected $1.10`. */
export function meterText(budget: BudgetView, unpricedCalls: number, projected?: bigint): string {
  const { used, limit } = exactUse(budget);
  const status = budgetStatusLabel[budgetStatus(used, limit)].toLowerCase();
  const ending = projected === undefined ? "" : `; projected ${projectedAmount(projected, budget.unit)}`;
  return `${percentText(budget, unpricedCalls)} of ${limitText(limit, budget.unit)} used, ${status}${ending}`;
}

/** Where a limit is projected to end, in nano-dollars or tokens; nothing where that cannot be said. */
export function projectedUse({ unit }: Kind, forecast: BudgetForecast | undefined): bigint | undefined {
  const projected = forecast?.projected;
  return projected ? exact(unit, projected) : undefined;
}

/**
 * The same in words: `Projected $612.40 by Nov 30, 80% range $580.10 to $660.00. At this pace it is passed on Nov 24.`; null
 * where nothing was asked for, or nothing is known of what a run costs.
 */
export function limitProjectionText(
  { unit, window, windowEnd }: Pick<BudgetView, "unit" | "window" | "windowEnd">,
  forecast: BudgetForecast | undefined,
  unpricedCalls: number,
): string | null {
  if (!forecast || window === "run" || !windowEnd) return null;
  const { lacks, projected, low, high, passesOn } = forecast;
  if (lacks) {
    return `No projection yet. ${needsText({ daysNeeded: lacks.needed, daysOfData: lacks.known })}`;
  }
  if (!projected || !low || !high) return null;
  const text = (of: typeof projected) => projectedAmount(exact(unit, of), unit);
  const least = unit === "cost" && unpricedCalls > 0 ? "at least " : "";
  const end = window === "day" ? "today" : `by ${dayLabel(addDays(windowEnd.slice(0, 10), -1))}`;
  const passed = passesOn && (window === "day" ? "today" : `on ${dayLabel(passesOn)}`);
  const sum = `Projected ${least}${text(projected)} ${end}, 80% range ${text(low)} to ${text(high)}.`;
  return passed ? `${sum} At this pace it is passed ${passed}.` : sum;
}

const exact = (unit: Kind["unit"], { amount, nanos }: { amount: number; nanos: string | null }): bigint =>
  unit === "cost" ? BigInt(nanos ?? 0) : BigInt(Math.round(amount));

const projectedAmount = (amount: bigint, unit: Kind["unit"]): string =>
  unit === "cost" ? projectedText(amount) : `${formatTokens(amount)} tokens`;
