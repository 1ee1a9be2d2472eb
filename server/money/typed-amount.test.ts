import fc from "fast-check";
import { expect, test } from "vitest";
import { maxAmount, toDecimalString } from "./amount.ts";
import { formatExact, formatExactDollars } from "./format.ts";
import { dollarsProblem, tokensProblem, typedDollars, typedTokens } from "./typed-amount.ts";

test.each([
  ["0", 0n],
  ["12.50", 12_500_000_000n],
  [".5", 500_000_000n],
  ["5.", 5_000_000_000n],
  ["$0.20", 200_000_000n],
  [" $ 1,234.50 ", 1_234_500_000_000n],
  ["1,000", 1_000_000_000_000n],
  ["1,000,000,000", maxAmount],
  ["0.000000001", 1n],
])("%j is read", (text, nanos) => {
  expect(typedDollars(text)).toBe(nanos);
});

test.each([
  ..."12,34|1,5|1.000,50|1,0000|,5|1,|1,,000|1000,000|1,00,000|0.5,000|1.000.000".split("|"),
  ..."|-5|plenty|1e3|NaN|5$|$|.|1 5|1 000|€5|0x10|12.50.1|1.0000000001|1000000000.01".split("|"),
  "9".repeat(100),
])("%j is refused, not read as some other amount", (text) => {
  expect(typedDollars(text)).toBeNull();
});

test.each([
  ["0", 0n],
  ["500000", 500_000n],
  ["500,000", 500_000n],
  ["1,000,000,000,000,000", 1_000_000_000_000_000n],
  ["1,5", null],
  ["1.5", null],
  ["5,0000", null],
  ["-1", null],
  ["", null],
  ["1000000000000001", null],
])("%j tokens are %s", (text, count) => {
  expect(typedTokens(text)).toBe(count);
});

test("property: an amount as it is shown, grouped or plain, reads back as itself", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: maxAmount }), (nanos) => {
      expect(typedDollars(formatExactDollars(nanos))).toBe(nanos);
      expect(typedDollars(toDecimalString(nanos))).toBe(nanos);
      expect(typedTokens(formatExact(nanos / 1000n))).toBe(nanos / 1000n);
    }),
  );
});

test("property: whatever is read with a comma has groups of three before the point", () => {
  const typing = fc.string({ unit: fc.constantFrom(..."0123456789,,.$") });
  fc.assert(
    fc.property(typing, (text) => {
      if (text.includes(",") && typedDollars(text) !== null) expect(text).toMatch(/^\$?\d{1,3}(,\d{3})+(\.\d*)?$/);
    }),
  );
});

test("the refusal says what to write", () => {
  expect(dollarsProblem("plenty", "or 0 for no limit")).toBe(
    "Enter an amount in dollars such as 500 or 499.50, or 0 for no limit.",
  );
  expect(dollarsProblem("12,34")).toMatch(/499\.50\. .* Write 1234\.56\.$/);
});

test.each([
  ["-1", "Enter an amount that is not negative."],
  ["1000000001", "Enter at most $1,000,000,000."],
  ["1.0000000001", "Enter at most nine decimals: a nano-dollar is the smallest amount."],
  ["abc", "Enter an amount in dollars such as 500 or 499.50."],
])("of %s is said what is wrong", (text, problem) => {
  expect(dollarsProblem(text)).toBe(problem);
});

test.each([
  ["-5", "Enter a number of tokens that is not negative."],
  ["9".repeat(20), "Enter at most 1,000,000,000,000,000 tokens."],
  ["1.5", "Enter a whole number of tokens such as 500,000."],
])("of %s tokens is said what is wrong", (text, problem) => {
  expect(tokensProblem(text, "500,000")).toBe(problem);
});
