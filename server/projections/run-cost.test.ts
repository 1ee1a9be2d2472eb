import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateRun } from "./run-cost.ts";

test("a run costs what the middle one of recent runs cost; one that went wild changes neither that nor much of the range", () => {
  expect(estimateRun([1n, 2n, 3n, 4n])).toBeNull();
  expect(estimateRun([5n, 1n, 3n, 2n, 4n])).toEqual({ amount: 3n, low: 1n, high: 5n });
  const twenty = Array.from({ length: 20 }, (_, index) => BigInt(index + 1));
  expect(estimateRun(twenty)).toEqual({ amount: 10n, low: 2n, high: 19n });
  expect(estimateRun([...twenty.slice(1), 1_000_000n])).toEqual({ amount: 11n, low: 3n, high: 20n });
});

test("the range contains the estimate, and lies within what runs cost", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 5, maxLength: 60 }), (costs) => {
      const estimate = estimateRun(costs);
      if (!estimate) throw new Error("no estimate");
      const { low, amount, high } = estimate;
      expect(low <= amount && amount <= high).toBe(true);
      expect(costs.includes(low) && costs.includes(high)).toBe(true);
    }),
  );
});
