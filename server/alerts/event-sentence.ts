import { parseDollars } from "#server/money/amount.ts";
import { counted, formatBudgetPercent, formatDollars, formatExact, formatExactDollars } from "#server/money/format.ts";
import { dayLabel, monthLabel } from "#server/time/label.ts";

/** What a domain event says, with names beside the ids (`event-names.ts`); an id stands where a name is missing. */
export type EventPayload = Record<string, unknown>;
type Event = { type: string; payload: EventPayload };

const levels: Record<string, string> = { warning: "Warning", critical: "Critical", exceeded: "Limit reached" };
const windows: Record<string, string> = { day: "daily limit", month: "monthly limit" };

/** What happened in a few words: `Warning: 82% used`, `Approval requested`. */
export function headline({ type, payload }: Event): string {
  if (type === "BudgetThresholdCrossed") return `${level(payload)}: ${percent(payload)} used`;
  if (type === "BudgetForecast") return `Forecast: limit passed ${passing(payload)}`;
  if (type === "SpendAnomaly")
    return `Anomaly: ${formatDollars(nanos(payload.value))} on ${dayLabel(`${payload.windowStart}`)}`;
  return { ApprovalRequested: "Approval requested", ApprovalDecided: "Approval decided" }[type] ?? type;
}

/** What happened in one sentence: `Warning: My Project has used 82% of its monthly limit of $500.00.` */
export function sentence({ type, payload }: Event): string {
  const agent = `${payload.agentName ?? payload.agentId}`;
  const reason = payload.reason ? `: ${closed(`${payload.reason}`)}` : ".";
  switch (type) {
    case "BudgetThresholdCrossed":
      return `${level(payload)}: ${whose(payload)} has used ${percent(payload)} of its ${limitName(payload)} of ${limit(payload)}.`;
    case "BudgetForecast":
      return `Forecast: at this pace ${whose(payload)} passes its ${limitName(payload)} of ${limit(payload)} ${passing(payload)}.`;
    case "SpendAnomaly":
      return `Anomaly: ${whose(payload)} cost ${formatDollars(nanos(payload.value))} on ${dayLabel(`${payload.windowStart}`)}, where ${range(payload)} was to be expected.`;
    case "AgentPaused":
      return `${agent} is paused${reason}`;
    case "AgentResumed":
      return `${agent} is active again${reason}`;
    case "ApprovalRequested":
      return `${agent} asks to spend up to ${formatDollars(nanos(payload.amount))} over the ${limitName(payload)} of ${whose(payload)}.`;
    case "ApprovalDecided":
      if (payload.decision === "expired") return `The request of ${agent} expired: its limit's window ended first.`;
      return `${payload.by} ${payload.decision === "approve" ? "approved" : "rejected"} the request of ${agent}${reason}`;
    case "Test":
      return `${payload.message}`;
    default:
      return type;
  }
}

/** The figures behind the sentence, to the cent: `$410.00 of $500.00 used in Nov 2026 (UTC).` Null where there are none. */
export function figures({ type, payload }: Event): string | null {
  if (type === "BudgetForecast") {
    const amount = (value: unknown) =>
      payload.unit === "cost" ? formatDollars(nanos(value)) : counted(Number(value), "token");
    return `${amount(payload.spent)} so far, projected ${amount(payload.projected)} (80% range ${amount(payload.low)} to ${amount(payload.high)}).`;
  }
  if (type !== "BudgetThresholdCrossed") return null;
  const start = `${payload.windowStart}`.slice(0, 10);
  const when = {
    day: ` on ${dayLabel(start, { year: true })} (UTC)`,
    month: ` in ${monthLabel(start.slice(0, 7))} (UTC)`,
  };
  const used = payload.unit === "cost" ? formatDollars(nanos(payload.value)) : formatExact(Number(payload.value));
  return `${used} of ${limit(payload)} used${when[payload.window as keyof typeof when] ?? ""}.`;
}

/** When a limit is projected to be passed: `on Oct 24`, `today`. */
const passing = ({ window, passesOn }: EventPayload) => (window === "day" ? "today" : `on ${dayLabel(`${passesOn}`)}`);

/** What was to be expected: `$8.00 to $12.00`, or `$10.00` where both are the same to the cent. */
function range(payload: EventPayload): string {
  const [low, high] = [formatDollars(nanos(payload.low)), formatDollars(nanos(payload.high))];
  return low === high ? high : `${low} to ${high}`;
}

const level = ({ level }: EventPayload) => levels[`${level}`] ?? `${level}`;
const limitName = ({ window }: EventPayload) => windows[`${window}`] ?? "limit";

function limit({ unit, limit }: EventPayload): string {
  return unit === "cost" ? formatExactDollars(nanos(limit)) : counted(Number(limit), "token");
}

/** Cut to whole per cent, so that it never says more than was used. */
function percent({ pct }: EventPayload): string {
  const text = formatBudgetPercent(BigInt(Math.round(Number(pct) * 100)), 10_000n) ?? "";
  return text.replace(/^>/, "more than ");
}

/** A JSON amount of dollars in nano-dollars. */
const nanos = (dollars: unknown) => parseDollars(Number(dollars), { excessDecimals: "round" });

/** Whom the limit is of: `My Project`, `agent type QA in My Project`. */
function whose({ scope, scopeId, scopeName, projectId, projectName }: EventPayload): string {
  const name = scopeName ?? scopeId;
  const project = projectName ?? projectId;
  switch (scope) {
    case "organization":
      return `${scopeName ?? "the organisation"}`;
    case "agent_type":
      return `${name ? `agent type ${name}` : "an agent type"}${project ? ` in ${project}` : ""}`;
    case "pipeline_run":
      return `${name ? `run ${name}` : "a run"}${project ? ` of ${project}` : ""}`;
    default:
      return `${name ?? "its budget"}`;
  }
}

const closed = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
