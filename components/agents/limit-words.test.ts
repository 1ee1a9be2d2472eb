import { expect, test } from "vitest";
import { limitName, limitProjectionText, projectedUse } from "./limit-words.ts";

const none = { id: "budget-1", scopeId: null, scopeName: null, ofName: null, window: "day", unit: "cost" } as const;

test.each([
  [{ ...none, scope: "organization" }, "Daily Cost of the organisation"],
  [{ ...none, scope: "project", scopeId: "p1", scopeName: "My Project" }, "Daily Cost of project My Project"],
  [{ ...none, scope: "project", ofName: "My Project" }, "Daily Cost of project My Project"],
  [{ ...none, scope: "project" }, "Daily Cost of each project"],
  [{ ...none, scope: "agent_type", scopeId: "qa", scopeName: "QA" }, "Daily Cost of agent type QA"],
  [{ ...none, scope: "agent" }, "Daily Cost of each agent"],
  [{ ...none, scope: "agent", scopeId: "a1", scopeName: "scout" }, "Daily Cost"],
  [{ ...none, window: "month", scope: "agent", scopeId: "a1", scopeName: "scout" }, "Monthly Cost"],
] as const)("a limit is called by names: %j", (budget, text) => {
  expect(limitName(budget)).toBe(text);
});

const projection = {
  ...{ budgetId: "budget-1", ofName: null, lacks: null, pct: 122.48, runs: null, passesOn: "2026-11-24" },
  projected: { amount: 612.4, nanos: "612400000000" },
  low: { amount: 580.1, nanos: "580100000000" },
  high: { amount: 660, nanos: "660000000000" },
};
const month = { window: "month", windowEnd: "2026-12-01T00:00:00.000Z", unit: "cost" } as const;
const day = { window: "day", windowEnd: "2026-11-24T00:00:00.000Z", unit: "tokens" } as const;

test("where a limit is projected to end, and when it is passed", () => {
  const range = "by Nov 30, 80% range $580.10 to $660.00.";
  expect(limitProjectionText(month, projection, 0)).toBe(
    `Projected $612.40 ${range} At this pace it is passed on Nov 24.`,
  );
  expect(limitProjectionText(month, { ...projection, passesOn: null }, 2)).toBe(`Projected at least $612.40 ${range}`);
  const tokens = (amount: number) => ({ amount, nanos: null });
  const ofTokens = { ...projection, projected: tokens(1_200_000), low: tokens(900_000), high: tokens(1_500_000) };
  expect(limitProjectionText(day, ofTokens, 2)).toBe(
    "Projected 1.2M tokens today, 80% range 900K tokens to 1.5M tokens. At this pace it is passed today.",
  );
  expect(projectedUse(day, ofTokens)).toBe(1_200_000n);
});

test("what is missing for a projection; nothing before it is known, or of a run", () => {
  const lacking = { ...projection, lacks: { needed: 7, known: 3, what: "days" as const }, projected: null };
  expect(limitProjectionText(month, lacking, 0)).toBe("No projection yet. Needs 7 days of data; 3 so far.");
  expect(projectedUse(month, lacking)).toBeUndefined();
  expect(limitProjectionText(month, undefined, 0)).toBeNull();
  expect(limitProjectionText({ window: "run", windowEnd: null, unit: "cost" }, projection, 0)).toBeNull();
});
