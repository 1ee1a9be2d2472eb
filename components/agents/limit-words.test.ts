import { expect, test } from "vitest";
import { limitName } from "./limit-words.ts";

const none = { id: "budget-1", scopeId: null, scopeName: null, ofName: null, window: "day", unit: "cost" } as const;

test.each([
  [{ ...none, scope: "organization" }, "Daily Cost of the organisation"],
  [{ ...none, scope: "project", scopeId: "p1", scopeName: "My Project" }, "Daily Cost of project My Project"],
  [{ ...none, scope: "project", ofName: "My Project" }, "Daily Cost of project My Project"],
  [{ ...none, scope: "project" }, "Daily Cost of each project"],
  [{ ...none, scope: "agent_type", scopeId: "qa", scopeName: "QA" }, "Daily Cost of agent type QA"],
  [{ ...none, scope: "agent" }, "Daily Cost of each agent"],
  [{ ...none, scope: "agent", scopeId: "a1", scopeName: "scout" }, "Daily Cost"],
  [{ ...none, id: "agent-monthly:a1", scope: "agent", scopeId: "a1", scopeName: "scout" }, "Monthly Budget"],
] as const)("a limit is called by names: %j", (budget, text) => {
  expect(limitName(budget)).toBe(text);
});
