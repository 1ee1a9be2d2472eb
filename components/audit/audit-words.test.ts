import { expect, test } from "vitest";
import { type AuditEntry, actionText, actorText, changesOf } from "./audit-words.ts";

const entry = (values: Partial<AuditEntry>): AuditEntry => ({
  id: "1",
  actor: "lead@example.com",
  action: "budget.set",
  target: "budget:b",
  targetName: null,
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
  const approval = entry({ action: "approval.approve", target: "approval:approval_1", after });
  expect(actionText(approval)).toEqual({ did: "Approved a call of", to: "triage" });
  expect(changesOf(approval).map(({ field }) => field)).toEqual(["Extra"]);
});

test("an agent by its name, an action that is not known as it is", () => {
  const pause = { action: "agent.pause", target: "agent:a1", targetName: "Triage" };
  expect(actionText(entry(pause))).toEqual({ did: "Paused agent", to: "Triage" });
  expect(actionText(entry({ action: "moon.land", target: "moon:m1" }))).toEqual({ did: "moon.land", to: "m1" });
});
