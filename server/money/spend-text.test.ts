import { expect, test } from "vitest";
import { dollarColumn } from "./format.ts";
import { isUnpriced, spendParts, spendText, spentPercentText } from "./spend-text.ts";

test.each([
  [0n, 0, "$0.00"],
  [0n, 3, "Unpriced"],
  [12_000_000_000n, 0, "$12.00"],
  [12_000_000_000n, 1, "at least $12.00"],
  [4_200_000n, 1, "at least $0.0042"],
])("%s nano-dollars and %s calls without a price: %s", (nanos, unpricedCalls, text) => {
  expect(spendText(nanos, unpricedCalls)).toBe(text);
});

test("in a column, with its precision", () => {
  expect(spendText(4_000_000_000n, 2, dollarColumn([4_000_000_000n, 1_000_000n]))).toBe("at least $4.0000");
});

test.each([
  [12n, 0, "12%"],
  [12n, 1, "at least 12%"],
  [0n, 1, "Unpriced"],
  [0n, 0, "0%"],
  [2000n, 1, ">999%"],
])("%s of 100 and %s calls without a price: %s", (spent, unpricedCalls, text) => {
  expect(spentPercentText(spent, 100n, unpricedCalls)).toBe(text);
  expect(spentPercentText(spent, 0n, unpricedCalls)).toBeNull();
});

test("some spend under one percent never reads as none of it", () => {
  expect(spentPercentText(1n, 1000n, 0)).toBe("<1%");
  expect(spentPercentText(1n, 1000n, 2)).toBe("at least <1%");
});

test("in two parts for a card", () => {
  expect(spendParts(5_000_000_000n, 1)).toEqual({ value: "$5.00", qualifier: "at least" });
  expect(spendParts(0n, 1)).toEqual({ value: "Unpriced" });
  expect(spendParts(0n, 0)).toEqual({ value: "$0.00" });
});

test("only what has no price at all is unpriced", () => {
  expect([isUnpriced(0n, 1), isUnpriced(0n, 0), isUnpriced(1n, 1)]).toEqual([true, false, false]);
});
