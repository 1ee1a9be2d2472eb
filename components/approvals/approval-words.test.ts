import { expect, test } from "vitest";
import { passText, pauseText, raiseText, standingText } from "./approval-words.ts";

const raise = {
  budgetId: "b1",
  scope: "agent",
  scopeName: "scout",
  window: "month",
  windowStart: "2026-10-01",
  unit: "cost",
  from: "500000000000",
  to: "512300000000",
  spent: "498000000000",
  reserved: "0",
} as const;

test("says which limit one call passes, or which is raised, from what to what", () => {
  expect(passText(raise)).toBe("Passes October limit of agent scout, $500.00, by $12.30");
  expect(raiseText(raise, 300_000_000_000n)).toBe("Raises October limit of agent scout from $500.00 to $800.00");
  const tokens = {
    ...raise,
    window: "day",
    windowStart: "2026-10-05",
    unit: "tokens",
    from: "1000",
    to: "1500",
  } as const;
  expect(passText(tokens)).toBe("Passes Oct 5 token limit of agent scout, 1,000 tokens, by 500 tokens");
  const organisation = { ...raise, scope: "organization", scopeName: "Acme" } as const;
  expect(passText(organisation)).toBe("Passes October limit of the organisation, $500.00, by $12.30");
});

test("says that the agent is paused, and what approving does about it", () => {
  const pause = { by: "system:budgets", reason: "Reached its daily cost limit", resumes: true };
  expect(pauseText(pause)).toBe("The agent is paused: Reached its daily cost limit. Approving resumes it too.");
  expect(pauseText({ by: "ann@example.com", reason: null, resumes: false })).toBe(
    "The agent is paused by ann@example.com. Resume it first: approving does not.",
  );
});

test("says how the limit stands", () => {
  expect(standingText(raise)).toBe("Monthly cost limit of agent scout: $498.00 spent of $500.00");
  expect(standingText({ ...raise, reserved: "1000000000" })).toContain("$498.00 spent and $1.00 held of $500.00");
});
