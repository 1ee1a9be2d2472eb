import fc from "fast-check";
import { expect, test } from "vitest";
import { budgetPct, budgetStatus } from "#server/budgets/status.ts";
import { parseDollars } from "#server/money/amount.ts";
import { demoLimit } from "./set-demo-limits.ts";

const spent = fc.double({ min: 0.5, max: 50_000, noNaN: true }).map((dollars) => Number(dollars.toFixed(6)));
const passed = fc.double({ min: 0.02, max: 1, noNaN: true });

test.each([
  ["ample", "on_track"],
  ["on_track", "on_track"],
  ["tight", "on_track"],
  ["near", "near_limit"],
  ["over", "over_limit"],
] as const)("a limit that is meant to be %s is, whatever was spent", (aim, status) => {
  fc.assert(
    fc.property(spent, passed, (dollars, share) => {
      const limit = parseDollars(demoLimit(aim, dollars, dollars, share));
      expect(budgetStatus(parseDollars(dollars), limit), String(budgetPct(parseDollars(dollars), limit))).toBe(status);
    }),
  );
});

test("at the beginning of a month the month before decides", () => {
  expect(demoLimit("near", 0.2, 412, 0.01)).toBe(440);
  expect(demoLimit("over", 0, 412, 0)).toBe(410);
  expect(demoLimit("none", 100, 412, 0.5)).toBe(0);
});
