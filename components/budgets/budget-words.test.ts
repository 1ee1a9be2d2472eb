import { expect, test } from "vitest";
import type { BudgetView } from "#server/budgets/queries.ts";
import { searchedWords } from "#server/budgets/searched-words.ts";
import { idOfNew, inputOf, newDraft, readAlertAt, readLimit } from "./budget-draft.ts";
import { budgetPreview, understoodText } from "./budget-preview.ts";
import { effectText, raisedText, type Whose, whoseText } from "./budget-words.ts";

const whose = (values: Partial<BudgetView>): Whose => ({
  scope: "organization",
  scopeId: null,
  scopeName: null,
  projectId: null,
  projectName: null,
  trigger: null,
  window: "month",
  ...values,
});

test.each<[Partial<BudgetView>, string]>([
  [{}, "Whole Organisation"],
  [{ scope: "project" }, "Each Project"],
  [{ scope: "project", scopeId: "web", scopeName: "Web" }, "Web"],
  [{ scope: "agent_type", projectId: "web", projectName: "Web" }, "Each Agent Type in Web"],
  [
    { scope: "agent_type", scopeId: "research", scopeName: "Research", projectId: "web", projectName: "Web" },
    "Research in Web",
  ],
  [{ scope: "pipeline_run" }, "Each Run"],
  [{ scope: "pipeline_run", projectId: "web", trigger: "nightly" }, "Each nightly Run of web"],
  [{ scope: "pipeline_run", scopeId: "r1", projectId: "web" }, "Run r1"],
])("%o is %s, and is found by it", (budget, text) => {
  expect(whoseText(whose(budget))).toBe(text);
  expect(searchedWords({ ...whose(budget), id: "b1", ofName: "Triage" })).toContain(`\n${text.toLowerCase()}\n`);
});

test("what an approval raised a limit to, and how long", () => {
  const budget = { unit: "cost", limit: 1, limitNanos: "1000000000", extra: 4.5, extraNanos: "4500000000" } as const;
  const view = { ...budget, windowEnd: "2026-12-01T00:00:00.000Z" } as BudgetView;
  const now = new Date("2026-11-22T12:00:00Z");
  expect(raisedText(view, now)).toBe("raised to $5.50 until Dec 1, 00:00 UTC");
  expect(raisedText({ ...view, windowEnd: null }, now)).toBe("raised to $5.50 for this run");
  expect(raisedText({ ...view, extra: 0, extraNanos: "0" }, now)).toBeNull();
});

test("what truly stops is said, and that nothing does", () => {
  expect(effectText({ onExceeded: [], window: "day", scope: "agent" })).toMatch(/^Nothing stops/);
  expect(effectText({ onExceeded: ["notify"], window: "day", scope: "agent" })).toMatch(/nothing stops/);
  expect(effectText({ onExceeded: ["block"], window: "month", scope: "project" })).toBe(
    "Calls that would pass the limit are refused until the next UTC month.",
  );
  expect(effectText({ onExceeded: ["pause"], window: "day", scope: "organization" })).toMatch(
    /every agent is paused until a person resumes/,
  );
  expect(effectText({ onExceeded: ["approval"], window: "run", scope: "pipeline_run" })).toMatch(/approves it/);
});

test("limits as people type them", () => {
  expect(readLimit("$1,234.50", "cost")).toEqual({ limit: 1_234_500_000_000n });
  expect(readLimit("2,000,000", "tokens")).toEqual({ limit: 2_000_000n });
  for (const wrong of ["", "-1", "12,34", "1.000,50", "1e3", "plenty", "0.0000000001", "0", "2000000000"]) {
    expect(readLimit(wrong, "cost"), wrong).toHaveProperty("problem");
  }
  for (const wrong of ["", "-1", "1,5", "1e3", "1.5", "0", "9999999999999999"]) {
    expect(readLimit(wrong, "tokens"), wrong).toHaveProperty("problem");
  }
  expect(understoodText(1_234_000_000_000n, "cost")).toBe("Limit $1,234.00.");
  expect(understoodText(2_000_000n, "tokens")).toBe("Limit 2,000,000 tokens.");
  expect(readAlertAt("95 %, 80")).toEqual({ thresholds: [80, 95, 100] });
  expect(readAlertAt("150, 50 80 95")).toEqual({ thresholds: [50, 80, 95, 100, 150] });
  expect(readAlertAt("")).toEqual({ thresholds: [100] });
  for (const wrong of ["0", "1001", "half", "1 2 3 4 5 6 7 8 9 10", "9.5"]) {
    expect(readAlertAt(wrong), wrong).toHaveProperty("problem");
  }
});

test("the limit of one project or agent is the one that its own page shows, while that is free", () => {
  const draft = { ...newDraft, limit: "5", onExceeded: [] };
  const project = { ...draft, scope: "project" as const, scopeId: "web" };
  expect(idOfNew(project, new Set(), "b1")).toBe("project-monthly:web");
  expect(idOfNew(project, new Set(["project-monthly:web"]), "b1")).toBe("b1");
  expect(idOfNew({ ...project, scopeId: "" }, new Set(), "b1")).toBe("b1");
  const agent = { ...draft, scope: "agent" as const, scopeId: "a", window: "day" as const, unit: "tokens" as const };
  expect(idOfNew(agent, new Set(), "b1")).toBe("agent-dailyTokens:a");
});

test("a run's ceiling has its own window and does not pause", () => {
  const draft = {
    ...newDraft,
    limit: "$0.50",
    scope: "pipeline_run" as const,
    onExceeded: ["block", "pause"] as const,
  };
  expect(inputOf({ ...draft, onExceeded: [...draft.onExceeded] })).toMatchObject({
    window: "run",
    limit: "0.50",
    onExceeded: ["block"],
    projectId: null,
  });
});

test("what a limit means at once", () => {
  const draft = {
    scope: "organization",
    window: "month",
    unit: "cost",
    each: false,
    limit: 10_000_000_000n,
    enabled: true,
    onExceeded: ["block"],
  } as const;
  const use = { ofName: null, spent: 42_100_000_000n, reserved: 0n };
  expect(budgetPreview(draft, use)).toBe("$42.10 is already spent this month: calls stop at once.");
  expect(budgetPreview({ ...draft, onExceeded: ["notify"] }, use)).toMatch(/nothing stops/);
  expect(budgetPreview({ ...draft, onExceeded: ["pause"] }, use)).toMatch(/agents are paused/);
  expect(budgetPreview({ ...draft, enabled: false }, use)).toMatch(/^It is off/);
  expect(budgetPreview({ ...draft, limit: 421_000_000_000n }, { ...use, reserved: 1_000_000_000n })).toBe(
    "$42.10 is already spent this month, $1.00 held for calls under way: 10% of this limit.",
  );
  expect(
    budgetPreview(
      { ...draft, scope: "agent", window: "day", each: true, unit: "tokens" },
      { ...use, ofName: "Triage" },
    ),
  ).toBe("42.1B tokens are already spent today by Triage, the one that used most: calls stop at once.");
});
