import { expect, test } from "vitest";
import { readAmount } from "./read-amount.ts";

test.each([
  ["", "cost", 0n],
  ["0", "tokens", 0n],
  ["$1,234.50", "cost", 1_234_500_000_000n],
  ["0.000000001", "cost", 1n],
  ["500,000", "tokens", 500_000n],
] as const)("%j in %s", (text, unit, amount) => {
  expect(readAmount(text, unit)).toEqual({ amount });
});

test.each([
  ["-5", "cost"],
  ["12,34", "cost"],
  ["1,5", "tokens"],
  ["plenty", "cost"],
  ["1e3", "cost"],
  ["1.0000000001", "cost"],
  ["2000000000", "cost"],
  ["NaN", "tokens"],
  ["1.5", "tokens"],
  ["-1", "tokens"],
  ["1000000000000001", "tokens"],
] as const)("%j in %s is refused with what to enter", (text, unit) => {
  expect(readAmount(text, unit)).toEqual({ problem: expect.stringMatching(/^Enter /) });
});
