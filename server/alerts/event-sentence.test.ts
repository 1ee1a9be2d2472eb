import { expect, test } from "vitest";
import { figures, headline, sentence } from "./event-sentence.ts";

const crossed = {
  level: "warning",
  scope: "project",
  scopeId: "p1",
  scopeName: "My Project",
  projectId: "p1",
  projectName: "My Project",
  window: "month",
  windowStart: "2026-11-01",
  unit: "cost",
  limit: 500,
  value: 412.345678901,
  pct: 82.46,
};

test.each([
  [
    {},
    "Warning: My Project has used 82% of its monthly limit of $500.00.",
    "$412.35 of $500.00 used in Nov 2026 (UTC).",
  ],
  [
    { level: "critical", pct: 99.99, limit: 0.1801, value: 0.18 },
    "Critical: My Project has used 99% of its monthly limit of $0.1801.",
    "$0.18 of $0.1801 used in Nov 2026 (UTC).",
  ],
  [
    { level: "exceeded", pct: 100, unit: "tokens", limit: 1_000_000, value: 1_000_000, window: "day" },
    "Limit reached: My Project has used 100% of its daily limit of 1,000,000 tokens.",
    "1,000,000 of 1,000,000 tokens used on Nov 1, 2026 (UTC).",
  ],
  [
    { level: "exceeded", pct: 250_000, limit: 1e-9, value: 0.0000025 },
    "Limit reached: My Project has used more than 999% of its monthly limit of $0.000000001.",
    "$0.000002 of $0.000000001 used in Nov 2026 (UTC).",
  ],
  [
    { scope: "agent_type", scopeId: "qa", scopeName: "QA" },
    "Warning: agent type QA in My Project has used 82% of its monthly limit of $500.00.",
    "$412.35 of $500.00 used in Nov 2026 (UTC).",
  ],
  [
    { scope: "pipeline_run", scopeId: "nightly-7", scopeName: undefined, window: "run" },
    "Warning: run nightly-7 of My Project has used 82% of its limit of $500.00.",
    "$412.35 of $500.00 used.",
  ],
  [
    { scope: "organization", scopeId: "o1", scopeName: undefined, projectName: undefined },
    "Warning: the organisation has used 82% of its monthly limit of $500.00.",
    "$412.35 of $500.00 used in Nov 2026 (UTC).",
  ],
])("a crossed threshold with %j", (payload, said, used) => {
  const event = { type: "BudgetThresholdCrossed", payload: { ...crossed, ...payload } };
  expect(sentence(event)).toBe(said);
  expect(figures(event)).toBe(used);
});

test.each([
  [
    "AgentPaused",
    { agentId: "a1", agentName: "Scout", reason: "Reached its daily cost limit" },
    "Scout is paused: Reached its daily cost limit.",
  ],
  ["AgentPaused", { agentId: "a1", reason: null }, "a1 is paused."],
  ["AgentResumed", { agentId: "a1", agentName: "Scout" }, "Scout is active again."],
  [
    "ApprovalRequested",
    { agentName: "Scout", amount: 12, scope: "project", scopeName: "My Project", window: "month" },
    "Scout asks to spend up to $12.00 over the monthly limit of My Project.",
  ],
  [
    "ApprovalDecided",
    { agentName: "Scout", decision: "reject", by: "ada@example.com", reason: "Too dear!" },
    "ada@example.com rejected the request of Scout: Too dear!",
  ],
  ["Test", { message: "This is a test from Purser." }, "This is a test from Purser."],
])("%s %j", (type, payload, said) => {
  expect(sentence({ type, payload })).toBe(said);
});

test("the headline says how far it is", () => {
  expect(headline({ type: "BudgetThresholdCrossed", payload: crossed })).toBe("Warning: 82% used");
});
