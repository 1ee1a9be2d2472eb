import { expect, test } from "vitest";
import { budgetStatus, budgetValueText } from "./budget-status.ts";

const limit = 500_000_000_000n;
const used = (percent: number) => (limit * BigInt(Math.round(percent * 100))) / 10_000n;

test.each([
  [79.99, "on_track", "79% of $500.00 used, on track"],
  [80, "near_limit", "80% of $500.00 used, near limit"],
  [99.97, "near_limit", "99% of $500.00 used, near limit"],
  [100, "over_limit", "100% of $500.00 used, over limit"],
  [134, "over_limit", "134% of $500.00 used, over limit"],
])("%d%% of a limit is %s", (percent, status, text) => {
  expect(budgetStatus(used(percent), limit)).toBe(status);
  expect(budgetValueText(used(percent), limit, 0)).toBe(text);
});

test("the meter says where the month is projected to end", () => {
  expect(budgetValueText(used(82), limit, 0, 612_400_000_000n)).toBe(
    "82% of $500.00 used, near limit; projected $612.40",
  );
  expect(budgetValueText(used(82), limit, 3, 612_400_000_000n)).toContain("; projected at least $612.40");
});

test("calls without a price leave open how much is used", () => {
  expect(budgetValueText(used(40), limit, 3)).toBe("at least 40% of $500.00 used, on track");
  expect(budgetValueText(0n, limit, 3)).toBe("Unpriced, so how much of $500.00 is used is not known");
});

test("one nano-dollar below the limit is not over it", () => {
  expect(budgetStatus(limit - 1n, limit)).toBe("near_limit");
});
