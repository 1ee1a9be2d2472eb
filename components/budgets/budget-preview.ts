import type { BudgetScope, BudgetUnit, BudgetWindow, ExceededAction } from "#server/budgets/budget.ts";
import {
  formatBudgetPercent,
  formatDollars,
  formatExact,
  formatExactDollars,
  formatTokens,
} from "#server/money/format.ts";
import { stopsCalls } from "./budget-words.ts";

/** What is used already where a budget is set; of each of a scope, by the one that used most. In nano-dollars or tokens. */
export type ScopeUse = { ofName: string | null; spent: bigint; reserved: bigint };

type Draft = {
  scope: BudgetScope;
  window: BudgetWindow;
  unit: BudgetUnit;
  /** Whether it is for each of its scope. */
  each: boolean;
  limit: bigint;
  enabled: boolean;
  onExceeded: readonly ExceededAction[];
};

const periods: Record<BudgetWindow, string> = { day: "today", month: "this month", run: "in this run" };

/** The limit as it was understood, exactly: `Limit $1,234.00.`, `Limit 2,000,000 tokens.` */
export function understoodText(limit: bigint, unit: BudgetUnit): string {
  return `Limit ${unit === "cost" ? formatExactDollars(limit) : `${formatExact(limit)} tokens`}.`;
}

/** What a limit means at once, in one sentence that starts from what is spent. */
export function budgetPreview(draft: Draft, use: ScopeUse): string {
  if (!draft.enabled) return "It is off: it neither alerts nor stops anything.";
  const amount = (value: bigint) => (draft.unit === "cost" ? formatDollars(value) : `${formatTokens(value)} tokens`);
  const by = draft.each && use.ofName ? ` by ${use.ofName}, the one that used most` : "";
  const when = draft.scope === "pipeline_run" && draft.each && use.ofName ? "" : ` ${periods[draft.window]}`;
  if (use.spent === 0n && use.reserved === 0n) return `Nothing is spent${when} so far.`;
  const spent = `${amount(use.spent)} ${draft.unit === "cost" ? "is" : "are"} already spent${when}${by}`;
  const stops = stopsCalls(draft.onExceeded);
  if (use.spent >= draft.limit) {
    const pauses = draft.onExceeded.includes("pause") && draft.scope !== "pipeline_run";
    const approves = draft.onExceeded.includes("approval");
    if (!stops) return `${spent}: it alerts at once, and nothing stops.`;
    if (pauses) return `${spent}: calls stop at once, and agents are paused.`;
    return approves ? `${spent}: from now on calls wait for approval.` : `${spent}: calls stop at once.`;
  }
  const held = use.reserved > 0n ? `, ${amount(use.reserved)} held for calls under way` : "";
  return `${spent}${held}: ${formatBudgetPercent(use.spent, draft.limit)} of this limit.`;
}
