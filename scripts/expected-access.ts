import type { Role } from "#server/context.ts";

/** What exists in the organisation on which the procedures are tried; `victim` is a member whom nobody misses. */
export type Scene = {
  victim: string;
  webhook: string;
  delivery: string;
  key: string;
  approval: string;
  price: string;
  fileImport: string;
};

type Expected = {
  roles: readonly Role[];
  /** What it is called with, on things of that organisation. */
  input?: unknown | ((scene: Scene) => unknown);
};

const everyone = ["owner", "admin", "finance", "member"] as const;
const closers = ["owner", "finance"] as const;
const accountants = ["owner", "admin", "finance"] as const;
const managers = ["owner", "admin"] as const;
const owners = ["owner"] as const;

const project = { projectId: "web" };
const agent = { agentId: "bot" };
const run = { ...project, runId: "run-1" };
const model = { provider: "openai", model: "gpt-4.1" };
const span = { from: "2026-01-01T00:00:00Z", to: null };
/** Of Anthropic, of a day on which nothing was billed. */
const costsReport = JSON.stringify({
  starting_at: "2026-10-01T00:00:00Z",
  ending_at: "2026-10-02T00:00:00Z",
  results: [{ amount: "0", currency: "USD" }],
});
const budget = { scope: "agent", scopeId: "bot", window: "day", unit: "cost", limit: 5, onExceeded: ["notify"] };

/**
 * Which roles may call which procedure, with an input it takes. A new procedure has no line here, and a test says so: add
 * one. This is what was decided, written a second time; it is not derived from the code.
 */
export const expectedAccess: Record<string, Expected> = {
  "agents.alerts": { roles: everyone, input: agent },
  "agents.analytics": { roles: everyone, input: { ...agent, range: "30d" } },
  "agents.calls": { roles: everyone, input: agent },
  "agents.get": { roles: everyone, input: agent },
  "agents.jobCalls": { roles: everyone, input: { ...agent, jobId: "job-1" } },
  "agents.jobs": { roles: everyone, input: agent },
  "agents.limits": { roles: everyone, input: agent },
  "agents.list": { roles: everyone, input: {} },
  "agents.pause": { roles: managers, input: agent },
  "agents.resume": { roles: managers, input: agent },
  "agents.setLimits": {
    roles: managers,
    input: { ...agent, limits: { dailyTokens: 0, dailyCost: 5, monthlyTokens: 0, monthlyCost: 0 } },
  },
  "agents.usage": { roles: everyone, input: agent },
  "aiCost.getAgentTypeAgents": { roles: everyone, input: { ...project, agentType: "research" } },
  "aiCost.getCrossProjectSummary": { roles: everyone },
  "aiCost.getDailySpend": { roles: everyone, input: { ...project, range: "30d" } },
  "aiCost.getFirstCall": { roles: everyone },
  "aiCost.getMonthlySummary": { roles: everyone, input: project },
  "aiCost.getMonthlyTrend": { roles: everyone, input: project },
  "aiCost.getPipelineSpend": { roles: everyone, input: project },
  "aiCost.getPortfolio": { roles: everyone, input: {} },
  "aiCost.getProviderSpend": { roles: everyone, input: project },
  "aiCost.getRecentTransactions": { roles: everyone, input: project },
  "aiCost.getSpendMonths": { roles: everyone, input: project },
  "aiCost.getTicker": { roles: everyone, input: project },
  "aiCost.getTickerNow": { roles: everyone, input: project },
  "aiCost.setBudgetLimit": { roles: managers, input: { ...project, limitDollars: 100 } },
  "alerts.acknowledge": { roles: everyone, input: { ids: ["alert-1"] } },
  "alerts.alerting": { roles: everyone },
  "alerts.count": { roles: everyone },
  "alerts.list": { roles: everyone, input: { show: "all" } },
  "alerts.mailing": { roles: everyone },
  "alerts.sendTestMail": { roles: managers },
  "alerts.setAlerting": { roles: managers, input: { enabled: false } },
  "approvals.count": { roles: everyone },
  "approvals.decide": {
    roles: managers,
    input: ({ approval }: Scene) => ({ id: approval, input: { decision: "reject", reason: "No." } }),
  },
  "approvals.list": { roles: everyone, input: {} },
  "audit.filters": { roles: accountants },
  "audit.list": { roles: accountants, input: {} },
  // The role of the matrix that comes first closes it; the others find it closed.
  "books.close": { roles: closers, input: { month: "2026-01" } },
  "books.closePreview": { roles: closers, input: { month: "2026-01" } },
  "books.corrections": { roles: everyone, input: { bookedMonth: "2026-02" } },
  "books.month": { roles: everyone, input: {} },
  "books.reopen": { roles: owners, input: { month: "2026-01", reason: "Once more" } },
  "budgets.choices": { roles: everyone },
  "budgets.get": { roles: everyone, input: { id: "cap" } },
  "budgets.list": { roles: everyone },
  "budgets.remove": { roles: managers, input: { id: "cap" } },
  "budgets.set": { roles: managers, input: { id: "cap-2", ...budget } },
  "budgets.useOfScope": { roles: everyone, input: { scope: "project", scopeId: "web", window: "month", unit: "cost" } },
  "company.agents": { roles: everyone, input: {} },
  "company.costs": { roles: everyone, input: {} },
  "demo.remove": { roles: owners },
  "events.live": { roles: everyone },
  "growth.getMonthlyGrowth": { roles: everyone, input: project },
  "growth.readRevenueFile": { roles: accountants, input: { text: "month,revenue\n2026-01,10\n" } },
  "growth.setRevenue": { roles: accountants, input: { ...project, months: [{ month: "2026-01", revenue: "10" }] } },
  "imports.cancel": { roles: managers, input: ({ fileImport }: Scene) => ({ id: fileImport }) },
  "imports.get": { roles: managers, input: ({ fileImport }: Scene) => ({ id: fileImport }) },
  "imports.list": { roles: managers, input: {} },
  "imports.prepare": { roles: managers, input: { fileName: "calls.csv", fileSize: 100, options: project } },
  "insights.dismiss": { roles: accountants, input: { id: "insight-1" } },
  "insights.list": { roles: everyone, input: {} },
  "insights.refresh": { roles: everyone },
  "keys.create": { roles: managers, input: { name: "another", scopes: ["read"] } },
  "keys.list": { roles: managers },
  "keys.revoke": { roles: managers, input: ({ key }: Scene) => ({ id: key }) },
  "members.invite": { roles: managers, input: { email: "new@example.com" } },
  "members.leave": { roles: everyone },
  "members.list": { roles: managers },
  "members.remove": { roles: managers, input: ({ victim }: Scene) => ({ userId: victim }) },
  "members.revokeInvitation": { roles: managers, input: { email: "invited@example.com" } },
  "members.setRole": { roles: managers, input: ({ victim }: Scene) => ({ userId: victim, role: "finance" }) },
  "organization.get": { roles: everyone },
  "organization.rename": { roles: owners, input: { name: "Another Name" } },
  "prices.comparison": { roles: everyone, input: {} },
  "prices.history": { roles: everyone, input: model },
  "prices.list": { roles: everyone, input: { show: "all" } },
  "prices.preview": {
    roles: accountants,
    input: { ...model, effectiveFrom: "2026-01-01T00:00:00Z", input: "1", output: "2" },
  },
  "prices.previewReprice": { roles: accountants, input: { ...model, ...span } },
  "prices.reference": { roles: everyone },
  "prices.remove": { roles: accountants, input: ({ price }: Scene) => ({ id: price }) },
  "prices.reprice": { roles: accountants, input: { ...model, ...span, include: "all" } },
  "prices.repriceStatus": { roles: everyone, input: { id: "reprice-1" } },
  "prices.reprices": { roles: everyone },
  "prices.set": {
    roles: accountants,
    input: { ...model, effectiveFrom: "2026-01-01T00:00:00Z", input: "1", output: "2" },
  },
  "prices.unpriced": { roles: everyone },
  "projections.getProjection": { roles: everyone, input: { scope: "project", scopeId: "web" } },
  "projections.ofBudgets": { roles: everyone },
  "projections.ofScopes": { roles: everyone, input: { scope: "agent" } },
  "projects.create": { roles: managers, input: { id: "another" } },
  "reconciliation.importReport": { roles: accountants, input: { text: costsReport } },
  "reconciliation.month": { roles: accountants, input: {} },
  "retention.get": { roles: everyone },
  "retention.preview": { roles: owners, input: { months: 12 } },
  "retention.set": { roles: owners, input: { months: 12 } },
  "runs.explainCharge": { roles: everyone, input: { ...project, id: "call-1" } },
  "runs.getRun": { roles: everyone, input: run },
  "runs.getRunCalls": { roles: everyone, input: { ...run, jobId: null } },
  "runs.getRunJobs": { roles: everyone, input: run },
  "search.find": { roles: everyone, input: { text: "bot" } },
  "session.current": { roles: everyone },
  "webhooks.create": { roles: managers, input: { url: "https://example.com/hook" } },
  "webhooks.deliveries": { roles: managers, input: ({ webhook }: Scene) => ({ id: webhook }) },
  "webhooks.list": { roles: managers },
  "webhooks.redeliver": { roles: managers, input: ({ delivery }: Scene) => ({ id: delivery }) },
  "webhooks.remove": { roles: managers, input: ({ webhook }: Scene) => ({ id: webhook }) },
  "webhooks.test": { roles: managers, input: ({ webhook }: Scene) => ({ id: webhook }) },
  "webhooks.update": { roles: managers, input: ({ webhook }: Scene) => ({ id: webhook, input: { enabled: true } }) },
};
