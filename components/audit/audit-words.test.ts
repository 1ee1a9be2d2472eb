import { expect, test } from "vitest";
import { actionText } from "./audit-action.ts";
import { type AuditEntry, actorText, changesOf } from "./audit-words.ts";

const entry = (values: Partial<AuditEntry>): AuditEntry => ({
  id: "1",
  actor: "lead@example.com",
  action: "budget.set",
  target: "budget:b",
  agentId: null,
  agentName: null,
  projectId: null,
  projectName: null,
  before: null,
  after: null,
  createdAt: "2026-11-22T12:00:00.000Z",
  ...values,
});
const budget = {
  scope: "agent:triage",
  window: "day",
  unit: "cost",
  limit: "20",
  thresholds: [80, 100],
  onExceeded: [],
};

test("who it was", () => {
  expect(["lead@example.com", "key:agents", "system:budgets"].map(actorText)).toEqual([
    "lead@example.com",
    "API key agents",
    "Purser (budgets)",
  ]);
});

test.each([
  ["agent:triage", "agent triage"],
  ["agent:each", "each agent"],
  ["organization:each", "the organisation"],
  ["agent_type:web:research", "agent type research in web"],
  ["pipeline_run:web:each", "each pipeline run in web"],
  ["pipeline_run:each", "each pipeline run"],
  ["project:a:b", "project a:b"],
])("the budget of %s is that of %s", (scope, to) => {
  expect(actionText(entry({ after: { ...budget, scope } }))).toEqual({ did: "Set the budget of", to });
});

test.each([
  ["agent:a1", { agentId: "a1", agentName: "Triage" }, "agent Triage", "/dashboard/agents/a1"],
  ["project:web", { projectId: "web", projectName: "Web" }, "project Web", "/dashboard/products/web/ai-cost"],
  [
    "agent_type:web:qa",
    { projectId: "web", projectName: "Web" },
    "agent type qa in Web",
    "/dashboard/products/web/ai-cost",
  ],
  [
    "pipeline_run:web:r1",
    { projectId: "web", projectName: "Web" },
    "pipeline run r1 in Web",
    "/dashboard/products/web/runs/r1",
  ],
  ["pipeline_run:web:r1", { projectId: "web" }, "pipeline run r1 in web", undefined],
])("the budget of %s is called by names and leads to its page: %j", (scope, names, to, href) => {
  const said = actionText(entry({ ...names, after: { ...budget, scope } }));
  expect([said.to, said.href]).toEqual([to, href]);
});

test("a change names only what differs", () => {
  const after = { ...budget, limit: "0.5", onExceeded: ["notify", "block"] };
  expect(changesOf(entry({ before: budget, after }))).toEqual([
    { field: "Limit", before: "$20.00 a day", after: "$0.50 a day" },
    { field: "At the limit", before: "Nothing", after: "Notify, Block" },
  ]);
});

test("an approval by the agent that asked; what it holds of ids is not said", () => {
  const after = {
    by: "lead@example.com",
    agentId: "triage",
    decision: "approve",
    approvalId: "approval_1",
    extra: "0.5",
  };
  const approval = entry({ action: "approval.approve", target: "approval:approval_1", agentId: "triage", after });
  expect(actionText(approval)).toEqual({ did: "Approved a call of", to: "triage" });
  expect(changesOf(approval).map(({ field }) => field)).toEqual(["Extra"]);
});

test("an agent by its name, an action that is not known as it is", () => {
  const pause = { action: "agent.pause", target: "agent:a1", agentId: "a1", agentName: "Triage" };
  expect(actionText(entry(pause))).toEqual({ did: "Paused agent", to: "Triage", href: "/dashboard/agents/a1" });
  expect(actionText(entry({ action: "moon.land", target: "moon:m1" }))).toEqual({ did: "moon.land", to: "m1" });
});

test("a price by its model and day, each kind in dollars per million", () => {
  const before = { id: "p1", effectiveFrom: "2026-11-01T00:00:00.000Z", input: "1.25", output: "10" };
  const after = {
    ...before,
    id: "p2",
    input: "0.000000001",
    tiers: [{ aboveInputTokens: 200000, input: "2.5", output: "15" }],
  };
  const set = { action: "price.set", target: "price:openai/gpt-5.1", before, after };
  expect(actionText(entry(set))).toEqual({ did: "Set the price of", to: "openai/gpt-5.1 from Nov 1, 2026" });
  expect(changesOf(entry(set))).toEqual([
    { field: "Input per 1M", before: "$1.25", after: "$0.000000001" },
    { field: "Tiers", before: null, after: "above 200,000 tokens: input $2.50, output $15.00" },
  ]);
  const reprice = {
    before: { cost: "0" },
    after: { cost: "1.2", calls: 12, unpricedCalls: 12, from: before.effectiveFrom },
  };
  const line = entry({ ...reprice, action: "price.reprice", target: set.target });
  expect(actionText(line)).toEqual({ did: "Repriced calls of", to: "openai/gpt-5.1 from Nov 1, 2026" });
  expect(changesOf(line)).toEqual([
    { field: "Their cost", before: "$0.00", after: "$1.20" },
    { field: "Calls", before: null, after: "12" },
    { field: "Unpriced before", before: null, after: "12" },
  ]);
});

test("a switch is named by what it turns on or off", () => {
  const of = (action: string, name: string) =>
    changesOf(entry({ action, before: { [name]: true }, after: { [name]: false } }));
  expect(of("alerts.set", "enabled")).toEqual([{ field: "Alerts", before: "On", after: "Off" }]);
  expect(of("alerts.set", "anomalies")).toEqual([{ field: "Of unusual days", before: "On", after: "Off" }]);
  expect(of("webhook.update", "enabled")).toEqual([{ field: "Webhook", before: "On", after: "Off" }]);
  expect(of("budget.set", "enabled")).toEqual([{ field: "Budget", before: "On", after: "Off" }]);
});

test("what a product earned, by month, in dollars and units", () => {
  const before = { "2026-09 units": null, "2026-09 revenue": "1720" };
  const after = { "2026-09 units": "1046", "2026-10 units": "551", "2026-09 revenue": "1719.31" };
  expect(changesOf(entry({ action: "project.set_revenue", before, after }))).toEqual([
    { field: "Sep 2026 revenue", before: "$1,720.00", after: "$1,719.31" },
    { field: "Sep 2026 units", before: null, after: "1,046" },
    { field: "Oct 2026 units", before: null, after: "551" },
  ]);
});

test("the close of a month, with its books, and what a reopening took back", () => {
  const close = { action: "month.close", target: "month:2026-10", after: { cost: "12.5", corrections: "0" } };
  expect(actionText(entry(close))).toEqual({
    did: "Closed the books of",
    to: "October 2026",
    href: "/dashboard/costs?month=2026-10",
  });
  expect(changesOf(entry(close))).toEqual([{ field: "Books", before: null, after: "$12.50" }]);
  const before = { closedAt: "2026-11-03T09:12:00Z", closedBy: "ann@example.com", cost: "12.5", corrections: "2" };
  const after = { reason: "Invoice", correctionsTakenBack: 3, costTakenBack: "-0.4" };
  expect(changesOf(entry({ ...close, action: "month.reopen", before, after }))).toEqual([
    { field: "Reason", before: null, after: "Invoice" },
    { field: "Books", before: "$12.50", after: null },
    { field: "Corrections of earlier months", before: "$2.00", after: null },
    { field: "Closed at", before: expect.stringContaining("Nov 3"), after: null },
    { field: "Closed by", before: "ann@example.com", after: null },
    { field: "Corrections taken back", before: null, after: "3" },
    { field: "They came to", before: null, after: "−$0.40" },
  ]);
});
