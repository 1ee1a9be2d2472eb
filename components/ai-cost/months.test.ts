import { expect, test } from "vitest";
import { listMonths, monthAsked, nearestSpend } from "./months.ts";

const spent = ["2024-11", "2024-12", "2025-03"];

test("every month from the first with calls to now, newest first", () => {
  expect(listMonths(spent, "2025-04")).toEqual(["2025-04", "2025-03", "2025-02", "2025-01", "2024-12", "2024-11"]);
  expect(listMonths([], "2025-04")).toEqual(["2025-04"]);
  expect(listMonths(["2016-01"], "2026-11")).toHaveLength(131);
});

test.each([
  [null, undefined],
  ["2024-12", "2024-12"],
  ["2025-01", "2025-01"],
  ["2025-04", undefined],
  ["2031-01", undefined],
  ["2024-10", undefined],
  ["0000-01", undefined],
])("asked for %s it shows %s", (asked, shown) => {
  expect(monthAsked(asked, spent, "2025-04")).toBe(shown);
});

test("a project without calls has the running month only", () => {
  expect(monthAsked("2025-01", [], "2025-04")).toBeUndefined();
});

test("from a month without calls to those with", () => {
  expect(nearestSpend(spent, "2025-01")).toEqual({ before: "2024-12", after: "2025-03" });
  expect(nearestSpend(spent, "2025-04")).toEqual({ before: "2025-03", after: undefined });
  expect(nearestSpend(spent, "2024-12")).toEqual({});
});
