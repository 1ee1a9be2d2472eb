import fc from "fast-check";
import { expect, test } from "vitest";
import { dollarTick, niceTicks } from "./nice-scale.ts";

test("ticks start at 0, rise in equal steps and reach the highest bar", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (max) => {
      const ticks = niceTicks(max);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-6));
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
    }),
  );
});

test("a chart without spend has an axis all the same", () => {
  expect(niceTicks(0)).toEqual([0, 1]);
});

test.each([
  [27, ["$0", "$10", "$20", "$30"]],
  [8, ["$0", "$2", "$4", "$6", "$8"]],
  [9, ["$0", "$2.50", "$5.00", "$7.50", "$10.00"]],
  [0.03, ["$0", "$0.01", "$0.02", "$0.03"]],
  [0.004, ["$0", "$0.001", "$0.002", "$0.003", "$0.004"]],
  [9500, ["$0", "$2.5K", "$5K", "$7.5K", "$10K"]],
  [900_000, ["$0", "$0.25M", "$0.5M", "$0.75M", "$1M"]],
  [1_234_567.89, ["$0", "$0.5M", "$1M", "$1.5M"]],
  [3.4e9, ["$0", "$1B", "$2B", "$3B", "$4B"]],
])("an axis to %d", (max, labels) => {
  const ticks = niceTicks(max);
  expect(ticks.map((tick) => dollarTick(tick, ticks[1] ?? 1))).toEqual(labels);
});
