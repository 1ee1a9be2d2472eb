import { nameOfMonth } from "#components/dates/moment-text.ts";
import type { Alert } from "#server/alerts/queries.ts";
import { formatBudgetPercent, formatDollars, formatExact, formatExactDollars } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";

type Scope = { scope: string; scopeName: string };
type Window = { window: string; windowStart: string };

const kinds: Record<string, string> = {
  organization: "organisation",
  project: "project",
  agent: "agent",
  agent_type: "agent type",
  pipeline_run: "run",
};

/** `agent triage-bot`, `the organisation` */
export function scopeText({ scope, scopeName }: Scope): string {
  return scope === "organization" ? "the organisation" : `${kinds[scope] ?? scope} ${scopeName}`;
}

/** An amount in the unit of its budget: exact dollars of nano-dollars, or tokens. */
export function amountText(unit: string, amount: bigint): string {
  return unit === "cost" ? formatExactDollars(amount) : `${formatExact(amount)} tokens`;
}

/** `Daily cost limit`, `Monthly token limit`, `Cost limit of a run` */
export function budgetText({ window, unit }: { window: string; unit: string }): string {
  const what = unit === "cost" ? "cost" : "token";
  if (window === "run") return `${what === "cost" ? "Cost" : "Token"} limit of a run`;
  return `${window === "day" ? "Daily" : "Monthly"} ${what} limit`;
}

/** The time a limit counts over, before the word limit: `November`, `Nov 22`, `run`. */
export function windowName({ window, windowStart }: Window): string {
  const day = windowStart.slice(0, 10);
  if (window === "month") return nameOfMonth(day.slice(0, 7));
  return window === "day" ? dayLabel(day) : "run";
}

const levels: Record<string, string> = {
  warning: "Warning",
  critical: "Critical",
  exceeded: "Exceeded",
  forecast: "Forecast",
  anomaly: "Anomaly",
};

/** The severity in a word. */
export const levelText = (level: string): string => levels[level] ?? level;

type Words = Pick<
  Alert,
  | "level"
  | "unit"
  | "window"
  | "windowStart"
  | "scope"
  | "scopeName"
  | "limit"
  | "limitNanos"
  | "value"
  | "valueNanos"
  | "passesOn"
>;

/** What happened, or is going to, with its figures: `82% used, $410.00 of $500.00`, `Passes $500.00 on Nov 24 at this pace, projected $612.40`. */
export function impactText(alert: Words): string {
  const { level, unit } = alert;
  const value = BigInt(alert.valueNanos ?? alert.value);
  const limit = BigInt(alert.limitNanos ?? alert.limit);
  const used = unit === "cost" ? formatDollars(value) : formatExact(value);
  if (level === "anomaly") return `${used} in a day, where up to ${formatDollars(limit)} was to be expected`;
  if (level === "forecast") {
    const when = alert.passesOn ? ` on ${dayLabel(alert.passesOn)}` : "";
    return `Passes ${amountText(unit, limit)}${when} at this pace, projected ${used}`;
  }
  const refused = level === "exceeded" && value < limit ? "A call did not fit: " : "";
  return `${refused}${formatBudgetPercent(value, limit)} used, ${used} of ${amountText(unit, limit)}`;
}

/** What an alert is about: `Monthly cost limit of project Web`, or of an unusual day `Spend of agent triage-bot`. */
export function aboutText(alert: Words): string {
  return alert.level === "anomaly" ? `Spend of ${scopeText(alert)}` : `${budgetText(alert)} of ${scopeText(alert)}`;
}
