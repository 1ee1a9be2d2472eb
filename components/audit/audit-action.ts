import { agentHref } from "#components/agents/agent-href.ts";
import { scopeLabels } from "#components/budgets/budget-words.ts";
import { companyHref } from "#components/company/company-url.ts";
import { longMonth } from "#components/dates/moment-text.ts";
import { runHref } from "#components/runs/run-link.tsx";
import { productHref } from "#components/shell/product-path.ts";
import { type AuditEntry, type Fields, fieldsOf } from "./audit-words.ts";
import { pricedText } from "./price-change-words.ts";

const sentences: Record<string, string> = {
  "agent.create": "Registered agent",
  "agent.pause": "Paused agent",
  "agent.resume": "Resumed agent",
  "agent.update": "Changed agent",
  "alert.acknowledge": "Acknowledged an alert",
  "alert.reopen": "Reopened an alert",
  "alerts.set": "Changed alerting",
  "approval.approve": "Approved a call of",
  "approval.reject": "Rejected a call of",
  "budget.remove": "Removed the budget of",
  "demo.fill": "Filled the demo data",
  "demo.remove": "Removed the demo data",
  "export.focus": "Exported the books as FOCUS of",
  "import.cancel": "Cancelled the import of",
  "import.finish": "Imported",
  "import.start": "Began to import",
  "import.stop": "Cut off the import of",
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
  "month.close": "Closed the books of",
  "month.reopen": "Reopened the books of",
  "organization.create": "Created the organisation",
  "organization.rename": "Renamed the organisation",
  "price.remove": "Removed the price of",
  "price.reprice": "Repriced calls of",
  "price.set": "Set the price of",
  "provider_report.import": "Imported the provider report",
  "project.create": "Created project",
  "project.set_revenue": "Set the revenue of",
  "project.update": "Changed project",
  "retention.delete": "Deleted calls that are no longer kept",
  "retention.set": "Changed how long calls are kept",
  "user.rename": "Renamed account",
  "user.set_password": "Set the password of an account",
  "webhook.create": "Added webhook",
  "webhook.remove": "Removed webhook",
  "webhook.update": "Changed webhook",
};

/** Whom a change is of, in words, and its page where it has one. */
type Subject = { to: string; href?: string };

/** What was done, and to what: `Changed the budget of` and `agent triage-bot`. */
export function actionText(entry: AuditEntry): { did: string } & Subject {
  const { action, target } = entry;
  const [before, after] = [fieldsOf(entry.before), fieldsOf(entry.after)];
  const did = sentences[action] ?? (action === "budget.set" ? budgetVerb(before, after) : action);
  if (action.startsWith("budget.")) return { did, ...scopeSubject(String((after ?? before)?.scope ?? target), entry) };
  if (/^(agent|approval)\./.test(action) && entry.agentId !== null)
    return { did, ...agentSubject(entry.agentId, entry) };
  if (action.startsWith("project.")) return { did, ...projectSubject(entry.projectId ?? target, entry) };
  if (/^(demo|organization|alerts?|retention|user)\.|^member\.(join|leave)$/.test(action)) return { did, to: "" };
  if (action.startsWith("export."))
    return { did, to: typeof after?.month === "string" ? longMonth(after.month) : target };
  if (action.startsWith("price.")) return { did, to: pricedText(target, after ?? before) };
  if (action.startsWith("month.")) return { did, ...monthSubject(target.replace("month:", "")) };
  const name = after?.name ?? before?.name ?? after?.email ?? after?.url ?? before?.url;
  return { did, to: typeof name === "string" ? name : target.replace(/^[a-z]+:/, "") };
}

const agentSubject = (id: string, { agentName }: AuditEntry): Subject =>
  agentName === null ? { to: id } : { to: agentName, href: agentHref(id) };

const monthSubject = (month: string): Subject => ({ to: longMonth(month), href: `${companyHref}?month=${month}` });

const projectSubject = (id: string, { projectName }: AuditEntry): Subject =>
  projectName === null ? { to: id } : { to: projectName, href: productHref(id, "ai-cost") };

function budgetVerb(before: Fields | null, after: Fields | null): string {
  if (!before) return "Set the budget of";
  if (before.enabled === true && after?.enabled === false) return "Turned off the budget of";
  if (before.enabled === false && after?.enabled === true) return "Turned on the budget of";
  return "Changed the budget of";
}

/** `agent:triage` → `agent Triage`, `agent_type:web:each` → `each agent type in Web`, `organization:each` → `the organisation`. */
function scopeSubject(scope: string, entry: AuditEntry): Subject {
  const [kind = "", ...rest] = scope.split(":");
  if (kind === "organization") return { to: "the organisation" };
  const label = (scopeLabels as Record<string, string>)[kind]?.toLowerCase() ?? kind;
  const within = (kind === "agent_type" || kind === "pipeline_run") && rest.length > 1;
  const project = within ? projectSubject(rest.shift() ?? "", entry) : null;
  const id = rest.join(":");
  if (id === "each") {
    return { to: `each ${label}${project ? ` in ${project.to}` : ""}`, ...(project?.href && { href: project.href }) };
  }
  if (kind === "agent" || kind === "project") {
    const { to, ...page } = kind === "agent" ? agentSubject(id, entry) : projectSubject(id, entry);
    return { to: `${label} ${to}`, ...page };
  }
  const href = kind === "pipeline_run" && entry.projectId !== null ? runHref(entry.projectId, id) : project?.href;
  return { to: `${label} ${id}${project ? ` in ${project.to}` : ""}`, ...(project?.href && href && { href }) };
}
