import { actionLabels } from "#components/budgets/budget-words.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { parseDollars } from "#server/money/amount.ts";
import { formatExact, formatExactDollars } from "#server/money/format.ts";
import { monthLabel } from "#server/time/label.ts";
import { priceFields, priceValueText } from "./price-change-words.ts";

/** One line of the audit log as the server gives it. `before` and `after` are what was and what is, by field. */
export type AuditEntry = {
  id: string;
  actor: string;
  action: string;
  target: string;
  /** The agent and the project that it is of; without a name where they are gone. */
  agentId: string | null;
  agentName: string | null;
  projectId: string | null;
  projectName: string | null;
  before?: unknown;
  after?: unknown;
  createdAt: string;
};

/** Who, in words: an e-mail address, `API key agents`, `Purser (budgets)`. */
export function actorText(actor: string): string {
  if (actor.startsWith("key:")) return `API key ${actor.slice(4)}`;
  if (actor.startsWith("system:")) return `Purser (${actor.slice(7)})`;
  return actor;
}

const groupLabels: Record<string, string> = {
  agent: "Agents",
  alert: "Alerts",
  alerts: "Alerting",
  approval: "Approvals",
  budget: "Budgets",
  demo: "Demo Data",
  export: "Exports",
  import: "Imports",
  insight: "Insights",
  key: "API Keys",
  member: "Members",
  month: "Month Close",
  organization: "Organisation",
  price: "Prices",
  project: "Projects",
  retention: "Retention",
  provider_report: "Provider Reports",
  user: "Accounts",
  webhook: "Webhooks",
};

/** What a group of actions is called; one that is not known as it is. */
export const groupLabel = (group: string): string => groupLabels[group] ?? group;

export type Fields = Record<string, unknown>;

/** What was or is, by field; null for nothing. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

const fieldLabels: Record<string, string> = {
  limit: "Limit",
  window: "Window",
  unit: "Counted in",
  onExceeded: "At the limit",
  thresholds: "Alerts at",
  trigger: "Trigger",
  allowUnpriced: "Unpriced calls",
  enabled: "Budget",
  forecasts: "Of limits that will be passed",
  anomalies: "Of unusual days",
  status: "Status",
  reason: "Reason",
  until: "Until",
  name: "Name",
  agentType: "Agent type",
  projectId: "Project",
  archived: "Archived",
  scopes: "Scopes",
  role: "Role",
  events: "Events",
  expiresAt: "Until",
  url: "Address",
  extra: "Extra",
  amount: "Amount",
  months: "Kept for",
  before: "Before",
  account: "Account",
  days: "Days",
  lines: "Lines",
  ...priceFields,
  repeats: "Repeats",
  refused: "Refused",
  corrections: "Corrections of earlier months",
  closedAt: "Closed at",
  closedBy: "Closed by",
  correctionsTakenBack: "Corrections taken back",
  costTakenBack: "They came to",
};

/** What `enabled` turns on or off where that is no budget. */
const switchLabels: Record<string, string> = { "webhook.update.enabled": "Webhook", "alerts.set.enabled": "Alerts" };

/** What stands elsewhere on the line, or tells a person nothing. */
const unsaid = new Set([
  ...["scope", "prefix", "budgetId", "name", "email", "hasPassword"],
  ...["by", "agentId", "decision", "approvalId", "reservationId"],
  ...["id", "effectiveFrom", "from"],
]);

/** What goes without saying of a new budget; its limit names unit and window. */
const usual: Record<string, unknown> = { enabled: true, allowUnpriced: false };
const ofLimit = new Set(["unit", "window"]);
const order = Object.keys(fieldLabels);

export type AuditChange = { field: string; before: string | null; after: string | null };

/** What differs between before and after, in words; null where there was or is nothing. */
export function changesOf({ action, before, after, projectId, projectName }: AuditEntry): AuditChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  const hidden = (name: string) =>
    was && is
      ? unsaid.has(name) && name !== "name"
      : unsaid.has(name) || ofLimit.has(name) || (is ?? was)?.[name] === usual[name];
  const named = (name: string, value: unknown) =>
    name === "projectId" && value === projectId ? (projectName ?? value) : value;
  return names
    .filter((name) => !hidden(name) && JSON.stringify(was?.[name]) !== JSON.stringify(is?.[name]))
    .sort((a, b) => order.indexOf(a) - order.indexOf(b) || (action === "project.set_revenue" ? compareText(a, b) : 0))
    .map((name) => ({
      field: fieldLabel(name, action),
      before: valueText(name, named(name, was?.[name]), was, action),
      after: valueText(name, named(name, is?.[name]), is, action),
    }))
    .filter((change) => change.before !== null || change.after !== null);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : 1);

const ofMonth = /^(\d{4}-\d{2}) (revenue|units)$/;

/** What a field is called; of a month, its name: `Oct 2026 revenue`. */
function fieldLabel(name: string, action: string): string {
  const [, month, what] = (action === "project.set_revenue" && ofMonth.exec(name)) || [];
  if (month) return `${monthLabel(month)} ${what}`;
  if (action.startsWith("month.") && name === "cost") return "Books";
  return switchLabels[`${action}.${name}`] ?? fieldLabels[name] ?? name;
}

function valueText(name: string, value: unknown, of: Fields | null, action: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (name === "limit" && action.startsWith("budget.")) return limitText(String(value), of);
  if (name === "amount") return limitText(String(value), null);
  if (action === "project.set_revenue") {
    return name.endsWith("units") ? formatExact(BigInt(String(value))) : limitText(String(value), null);
  }
  if (action.startsWith("month.") && /^(cost|corrections|costTakenBack)$/.test(name)) {
    // Reprices may have made calls cheaper.
    const amount = limitText(String(value).replace("-", ""), null);
    return name !== "cost" && value === "0" ? null : `${String(value).startsWith("-") ? "−" : ""}${amount}`;
  }
  if (name === "closedAt") return `${momentText(String(value))} UTC`;
  if (action.startsWith("price.")) return priceValueText(name, value);
  if (action.startsWith("retention.")) {
    if (name === "months") return `${value} whole months`;
    return name === "cost"
      ? limitText(String(value), null)
      : name === "calls"
        ? formatExact(BigInt(String(value)))
        : String(value);
  }
  if (action.startsWith("import.") && name === "cost") return limitText(String(value), null);
  if (action.startsWith("import.") && typeof value === "number") return formatExact(value);
  if (["enabled", "forecasts", "anomalies"].includes(name)) return value ? "On" : "Off";
  if (name === "archived") return value ? "Yes" : "No";
  if (name === "allowUnpriced") return value ? "pass" : "refused";
  if (name === "expiresAt") return `${String(value).slice(0, 16).replace("T", " ")} UTC`;
  if (name === "unit") return value === "cost" ? "Cost" : "Tokens";
  if (name === "thresholds" && Array.isArray(value)) return value.map((part) => `${part}%`).join(", ");
  if (name === "onExceeded" && Array.isArray(value)) {
    return value.length > 0
      ? value.map((part) => (actionLabels as Record<string, string>)[part] ?? part).join(", ")
      : "Nothing";
  }
  if (name === "events" && Array.isArray(value) && value.length === 0) return "All";
  if (name === "until") return momentText(String(value));
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

function limitText(limit: string, of: Fields | null): string {
  const window = typeof of?.window === "string" ? ` a ${of.window}` : "";
  if (of?.unit === "tokens") return /^\d+$/.test(limit) ? `${formatExact(BigInt(limit))} tokens${window}` : limit;
  try {
    return `${formatExactDollars(parseDollars(limit))}${window}`;
  } catch {
    return limit;
  }
}
