import { actionLabels, scopeLabels } from "#components/budgets/budget-words.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { parseDollars } from "#server/money/amount.ts";
import { formatExact, formatExactDollars } from "#server/money/format.ts";
import { pricedText, priceFields, priceValueText } from "./price-change-words.ts";

/** One line of the audit log as the server gives it. `before` and `after` are what was and what is, by field. */
export type AuditEntry = {
  id: string;
  actor: string;
  action: string;
  target: string;
  targetName: string | null;
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
  alerts: "Alerts",
  approval: "Approvals",
  budget: "Budgets",
  demo: "Demo Data",
  insight: "Insights",
  key: "API Keys",
  member: "Members",
  organization: "Organisation",
  price: "Prices",
  project: "Projects",
  user: "Accounts",
  webhook: "Webhooks",
};

/** What a group of actions is called; one that is not known as it is. */
export const groupLabel = (group: string): string => groupLabels[group] ?? group;

const sentences: Record<string, string> = {
  "agent.create": "Registered agent",
  "agent.pause": "Paused agent",
  "agent.resume": "Resumed agent",
  "agent.update": "Changed agent",
  "alerts.set": "Changed alerting",
  "approval.approve": "Approved a call of",
  "approval.reject": "Rejected a call of",
  "budget.remove": "Removed the budget of",
  "demo.fill": "Filled the demo data",
  "demo.remove": "Removed the demo data",
  "insight.dismiss": "Dismissed the insight on",
  "insight.restore": "Took back the dismissal of the insight on",
  "key.create": "Created API key",
  "key.revoke": "Revoked API key",
  "member.invite": "Invited",
  "member.join": "Joined",
  "member.leave": "Left the organisation",
  "member.remove": "Removed member",
  "member.revoke_invitation": "Withdrew the invitation of",
  "member.set_role": "Changed the role of",
  "organization.create": "Created the organisation",
  "organization.rename": "Renamed the organisation",
  "price.remove": "Removed the price of",
  "price.reprice": "Repriced calls of",
  "price.set": "Set the price of",
  "project.create": "Created project",
  "user.rename": "Renamed account",
  "user.set_password": "Set the password of an account",
  "webhook.create": "Added webhook",
  "webhook.remove": "Removed webhook",
};

/** What was done, and to what: `Changed the budget of` and `agent triage-bot`. */
export function actionText(entry: AuditEntry): { did: string; to: string } {
  const { action, target } = entry;
  const [before, after] = [fieldsOf(entry.before), fieldsOf(entry.after)];
  const did = sentences[action] ?? (action === "budget.set" ? budgetVerb(before, after) : action);
  if (action.startsWith("budget.")) return { did, to: scopeText(String((after ?? before)?.scope ?? target)) };
  if (action.startsWith("approval.") && typeof after?.agentId === "string") return { did, to: after.agentId };
  const name = entry.targetName ?? after?.name ?? before?.name ?? after?.email ?? after?.url ?? before?.url;
  if (/^(demo|organization|alerts|user)\.|^member\.(join|leave)$/.test(action)) return { did, to: "" };
  if (action.startsWith("price.")) return { did, to: pricedText(target, after ?? before) };
  return { did, to: typeof name === "string" ? name : target.replace(/^[a-z]+:/, "") };
}

function budgetVerb(before: Fields | null, after: Fields | null): string {
  if (!before) return "Set the budget of";
  if (before.enabled === true && after?.enabled === false) return "Turned off the budget of";
  if (before.enabled === false && after?.enabled === true) return "Turned on the budget of";
  return "Changed the budget of";
}

/** `agent:triage` → `agent triage`, `agent_type:web:each` → `each agent type in web`, `organization:each` → `the organisation`. */
function scopeText(scope: string): string {
  const [kind = "", ...rest] = scope.split(":");
  if (kind === "organization") return "the organisation";
  const label = (scopeLabels as Record<string, string>)[kind]?.toLowerCase() ?? kind;
  const inProject = (kind === "agent_type" || kind === "pipeline_run") && rest.length > 1 ? ` in ${rest.shift()}` : "";
  const id = rest.join(":");
  return `${id === "each" ? `each ${label}` : `${label} ${id}`}${inProject}`;
}

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields | null {
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
  status: "Status",
  reason: "Reason",
  until: "Until",
  name: "Name",
  agentType: "Agent type",
  projectId: "Project",
  scopes: "Scopes",
  role: "Role",
  events: "Events",
  expiresAt: "Until",
  url: "Address",
  extra: "Extra",
  amount: "Amount",
  ...priceFields,
};

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
export function changesOf({ action, before, after }: AuditEntry): AuditChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  const hidden = (name: string) =>
    was && is
      ? unsaid.has(name) && name !== "name"
      : unsaid.has(name) || ofLimit.has(name) || (is ?? was)?.[name] === usual[name];
  return names
    .filter((name) => !hidden(name) && JSON.stringify(was?.[name]) !== JSON.stringify(is?.[name]))
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((name) => ({
      field: fieldLabels[name] ?? name,
      before: valueText(name, was?.[name], was, action),
      after: valueText(name, is?.[name], is, action),
    }))
    .filter((change) => change.before !== null || change.after !== null);
}

function valueText(name: string, value: unknown, of: Fields | null, action: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (name === "limit" && action.startsWith("budget.")) return limitText(String(value), of);
  if (name === "amount") return limitText(String(value), null);
  if (action.startsWith("price.")) return priceValueText(name, value);
  if (name === "enabled") return value ? "On" : "Off";
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
