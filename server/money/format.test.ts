import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDollars } from "./amount.ts";
import {
  budgetPercent,
  counted,
  dollarColumn,
  formatBudgetPercent,
  formatDelta,
  formatDollars,
  formatExact,
  formatExactDollars,
  formatShare,
  formatTokens,
  formatUnitCost,
} from "./format.ts";

const dollars = (text: string) => parseDollars(text, { allowNegative: true });
const amounts = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });

describe("formatDollars", () => {
  test.each([
    ["0", "$0.00"],
    ["1234.56", "$1,234.56"],
    ["1234567.891", "$1,234,567.89"],
    ["-12.5", "-$12.50"],
    ["0.01", "$0.01"],
    ["0.0042", "$0.0042"],
    ["0.004234", "$0.0042"],
    ["0.0009996", "$0.0010"],
    ["0.009999", "$0.010"],
    ["0.000012", "$0.000012"],
    ["0.0000056", "$0.000006"],
    ["0.000001", "$0.000001"],
    ["0.000000999", "<$0.000001"],
    ["-0.0042", "-$0.0042"],
    ["-0.000000001", ">-$0.000001"],
  ])("%s dollars read %s", (amount, text) => {
    expect(formatDollars(dollars(amount))).toBe(text);
  });

  test("property: no NaN, no exponent, at most six decimals, and only zero reads as zero", () => {
    fc.assert(
      fc.property(fc.oneof(amounts, fc.bigInt({ min: -20_000_000n, max: 20_000_000n })), (nanos) => {
        const text = formatDollars(nanos);
        expect(text).toMatch(/^[<>]?-?\$(\d{1,3}(,\d{3})*)\.\d{2,6}$/);
        expect(/[1-9]/.test(text)).toBe(nanos !== 0n);
      }),
    );
  });
});

test.each([
  ["0", "$0.00"],
  ["12.3456", "$12.35"],
  ["0.13982", "$0.1398"],
  ["0.03", "$0.0300"],
  ["0.00042", "$0.00042"],
])("%s dollars for one of something read %s", (amount, text) => {
  expect(formatUnitCost(dollars(amount))).toBe(text);
});

describe("dollarColumn", () => {
  test("two decimals where every amount is a cent or more", () => {
    const format = dollarColumn([dollars("0"), dollars("12.345"), dollars("0.01")]);
    expect([dollars("0"), dollars("12.345"), dollars("1200")].map(format)).toEqual(["$0.00", "$12.34", "$1,200.00"]);
  });

  test("four decimals for all where one is under a cent", () => {
    const format = dollarColumn([dollars("12.5"), dollars("0.0042"), 0n]);
    expect([dollars("12.5"), dollars("0.0042"), 0n].map(format)).toEqual(["$12.5000", "$0.0042", "$0.0000"]);
    expect(format(dollars("0.00001"))).toBe("<$0.0001");
    expect(format(dollars("-0.00001"))).toBe(">-$0.0001");
  });

  test("of what one of something costs, four decimals where one is under a dollar", () => {
    const few = dollarColumn([dollars("0.13982"), dollars("2")], { of: "units" });
    expect([dollars("0.13982"), dollars("2")].map(few)).toEqual(["$0.1398", "$2.0000"]);
    expect(dollarColumn([dollars("1.5")], { of: "units" })(dollars("1.5"))).toBe("$1.50");
  });

  test("property: one precision, and only zero reads as zero", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(amounts, fc.bigInt({ min: -20_000_000n, max: 20_000_000n }))), (column) => {
        const texts = column.map(dollarColumn(column));
        const decimals = new Set(texts.map((text) => text.split(".")[1]?.length));
        expect(decimals.size).toBeLessThanOrEqual(1);
        texts.forEach((text, row) => {
          expect(/[1-9]/.test(text)).toBe(column[row] !== 0n);
        });
      }),
    );
  });
});

test.each([
  [0n, "0", "0"],
  [950n, "950", "950"],
  [1234n, "1.2K", "1,234"],
  [48_213_007n, "48.2M", "48,213,007"],
  [999_949n, "999.9K", "999,949"],
  [3_000_000_000n, "3B", "3,000,000,000"],
  [9_007_199_254_740_993n, "9007.2T", "9,007,199,254,740,993"],
])("%s tokens read %s, exactly %s", (count, short, exact) => {
  expect(formatTokens(count)).toBe(short);
  expect(formatExact(count)).toBe(exact);
});

describe("percentages", () => {
  test.each([
    ["79.99", 79, "79%"],
    ["80", 80, "80%"],
    ["99.97", 99, "99%"],
    ["99.999999999", 99, "99%"],
    ["100", 100, "100%"],
    ["134", 134, "134%"],
    ["0", 0, "0%"],
    ["0.000000001", 0, "<1%"],
    ["123456", 123_456, ">999%"],
  ])("%s dollars of a limit of 100 are %s percent, %s", (spent, percent, text) => {
    expect(budgetPercent(dollars(spent), dollars("100"))).toBe(percent);
    expect(formatBudgetPercent(dollars(spent), dollars("100"))).toBe(text);
  });

  test("without a limit there is no percentage", () => {
    expect(budgetPercent(5n, 0n)).toBeNull();
    expect(formatBudgetPercent(5n, 0n)).toBeNull();
  });

  test("property: a percentage is reached only when the amount has reached it", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 18n }),
        fc.bigInt({ min: 1n, max: 10n ** 18n }),
        fc.constantFrom(80, 95, 100),
        (spent, limit, threshold) => {
          const reached = spent * 100n >= limit * BigInt(threshold);
          expect((budgetPercent(spent, limit) ?? -1) >= threshold).toBe(reached);
        },
      ),
    );
  });

  test.each<[bigint, bigint, string]>([
    [0n, 0n, "0.0%"],
    [0n, 5n, "0.0%"],
    [1n, 3n, "33.3%"],
    [5n, 5n, "100.0%"],
    [99_999n, 100_000n, "99.9%"],
    [1n, 100_000n, "<0.1%"],
  ])("%s of %s is %s", (part, whole, text) => {
    expect(formatShare(part, whole)).toBe(text);
  });
});

describe("formatDelta", () => {
  test.each<[bigint | number, bigint | number, string, string]>([
    [0, 0, "same", "No change"],
    [7n, 7n, "same", "No change"],
    [5, 0, "new", "New"],
    [1124, 1000, "up", "Up 12.4%"],
    [97n, 100n, "down", "Down 3.0%"],
    [0, 10, "down", "Down 100.0%"],
    [1n, 1_000_000n, "down", "Down 99.9%"],
    [1_000_001n, 1_000_000n, "up", "Up <0.1%"],
    [999_999n, 1_000_000n, "down", "Down <0.1%"],
    [1_099n, 100n, "up", "Up 999.0%"],
    [123_456n, 100n, "up", "Up >999%"],
  ])("%s after %s: %s", (current, previous, direction, text) => {
    expect(formatDelta(current, previous)).toEqual({ direction, text });
  });
});

test("a count and its noun agree", () => {
  expect([0, 1, 2, 2443].map((count) => counted(count, "job"))).toEqual(["0 jobs", "1 job", "2 jobs", "2,443 jobs"]);
  expect(counted(1n, "token", formatTokens)).toBe("1 token");
  expect(counted(48_213_007, "token", formatTokens)).toBe("48.2M tokens");
});

test.each([
  ["3", "$3.00"],
  ["0.0004215", "$0.0004215"],
  ["1234.5", "$1,234.50"],
  ["0.000000001", "$0.000000001"],
  ["-0.07", "-$0.07"],
  ["100", "$100.00"],
  ["0", "$0.00"],
])("an exact amount of %s reads %s", (amount, text) => {
  expect(formatExactDollars(dollars(amount))).toBe(text);
});
