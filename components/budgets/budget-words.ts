import { momentText } from "#components/dates/moment-text.ts";
import type { BudgetScope, BudgetUnit, BudgetWindow, ExceededAction } from "#server/budgets/budget.ts";
import type { BudgetView } from "#server/budgets/queries.ts";
import { counted, formatDollars, formatExactDollars, formatTokens } from "#server/money/format.ts";

/** What a budget is of, in the order of the table. */
export const scopeLabels: Record<BudgetScope, string> = {
  organization: "Organisation",
  project: "Project",
  agent: "Agent",
  agent_type: "Agent Type",
  pipeline_run: "Pipeline Run",
};

export const windowLabels: Record<BudgetWindow, string> = { day: "a day", month: "a month", run: "a run" };

export const actionLabels: Record<ExceededAction, string> = {
  notify: "Notify",
  webhook: "Webhook",
  approval: "Approval",
  block: "Block",
  pause: "Pause",
};

/** Whether calls are refused before they pass the limit. The server's `isCap`. */
export const stopsCalls = (onExceeded: readonly string[]): boolean =>
  onExceeded.some((action) => action === "block" || action === "pause" || action === "approval");

/** An amount in the unit of its budget: `$42.10`, `1.2M tokens`. `nanos` is there for dollars. */
export function amountText(unit: BudgetUnit, amount: number, nanos: string | null): string {
  return unit === "cost" ? formatDollars(BigInt(nanos ?? 0)) : counted(amount, "token", formatTokens);
}

/** A limit in its unit, dollars to the last decimal: `$500.00`, `$0.1801`, `2M tokens`. */
export function limitText({ unit, limit, limitNanos }: Pick<BudgetView, "unit" | "limit" | "limitNanos">): string {
  return unit === "cost" ? formatExactDollars(BigInt(limitNanos ?? 0)) : amountText(unit, limit, limitNanos);
}

/** What an approval raised it to, and how long: `raised to $5.50 until Nov 23, 00:00 UTC`; null where none did. */
export function raisedText(budget: BudgetView, now = new Date()): string | null {
  const { unit, limit, limitNanos, extra, extraNanos, windowEnd } = budget;
  if (extra === 0) return null;
  const limits = { limit: limit + extra, limitNanos: `${BigInt(limitNanos ?? 0) + BigInt(extraNanos ?? 0)}` };
  return `raised to ${limitText({ unit, ...limits })} ${windowEnd ? `until ${momentText(windowEnd, now)} UTC` : "for this run"}`;
}

export type Whose = Pick<
  BudgetView,
  "scope" | "scopeId" | "scopeName" | "projectId" | "projectName" | "trigger" | "window"
>;

/** Whom a budget limits: `Whole Organisation`, `Each Agent`, `Research in Web`, `Each nightly Run of Web`. */
export function whoseText({ scope, scopeId, scopeName, projectId, projectName, trigger }: Whose): string {
  const name = scopeName ?? scopeId;
  const project = projectName ?? projectId;
  switch (scope) {
    case "organization":
      return "Whole Organisation";
    case "project":
      return name ?? "Each Project";
    case "agent":
      return name ?? "Each Agent";
    case "agent_type":
      return `${name ?? "Each Agent Type"} in ${project}`;
    case "pipeline_run": {
      const run = name ? `Run ${name}` : `Each ${trigger ? `${trigger} ` : ""}Run`;
      return project && !name ? `${run} of ${project}` : run;
    }
  }
}

/** When a window that is over starts again, in a sentence. */
const untilWords: Record<BudgetWindow, string> = {
  day: "until the next UTC day",
  month: "until the next UTC month",
  run: "for the rest of the run",
};

const pausedWords: Record<BudgetScope, string> = {
  organization: "every agent is",
  project: "its agents are",
  agent: "the agent is",
  agent_type: "the agents of the type are",
  pipeline_run: "the agent is",
};

type Effect = { onExceeded: readonly ExceededAction[]; window: BudgetWindow; scope: BudgetScope };

/** What truly stops when the limit is reached. */
export function effectText({ onExceeded, window, scope }: Effect): string {
  if (!stopsCalls(onExceeded)) {
    const tells = onExceeded.length > 0 ? "You are told, but nothing stops" : "Nothing stops";
    return `${tells}: calls go on past the limit and what they cost is recorded.`;
  }
  const has = (action: ExceededAction) => onExceeded.includes(action);
  const sentences = [
    has("approval")
      ? "A call that would pass the limit waits until an owner or admin approves it."
      : `Calls that would pass the limit are refused${has("block") ? ` ${untilWords[window]}` : ""}.`,
  ];
  if (has("pause")) {
    const until = has("block") ? untilWords[window] : "until a person resumes or the limit is raised";
    sentences.push(`At the limit ${pausedWords[scope]} paused ${until}.`);
  }
  return sentences.join(" ");
}
