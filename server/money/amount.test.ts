import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { divideHalfEven, maxAmount, parseDollars, toDecimalString, toDollars } from "./amount.ts";

const amounts = fc.bigInt({ min: -maxAmount, max: maxAmount });

describe("parseDollars", () => {
  test.each<[string | number, bigint]>([
    ["0", 0n],
    ["-0.0", 0n],
    [-0, 0n],
    ["12.5", 12_500_000_000n],
    [".5", 500_000_000n],
    ["5.", 5_000_000_000n],
    [" 0.000000001 ", 1n],
    ["0.1000000000000", 100_000_000n],
    [0.1, 100_000_000n],
    [1e-7, 100n],
    ["1.5E-3", 1_500_000n],
    ["1e9", maxAmount],
    [1e9, maxAmount],
    ["0e-400", 0n],
  ])("%j is %s nano-dollars", (dollars, nanos) => {
    expect(parseDollars(dollars)).toBe(nanos);
  });

  test.each<[string | number, RegExp]>([
    ["", /plain decimal/],
    [".", /plain decimal/],
    ["abc", /plain decimal/],
    ["$5", /plain decimal/],
    ["1,000", /plain decimal/],
    ["1_000", /plain decimal/],
    ["0x10", /plain decimal/],
    ["1e", /plain decimal/],
    ["1e9999999999", /plain decimal/],
    ["9".repeat(10_000), /plain decimal/],
    [Number.NaN, /"NaN" is not an amount/],
    [Number.POSITIVE_INFINITY, /"Infinity" is not an amount/],
    ["-1", /negative/],
    [-1e-9, /negative/],
    ["0.0000000001", /more than 9 decimals/],
    [1e-10, /more than 9 decimals/],
    ["1e-900", /more than 9 decimals/],
    ["1000000000.000000001", /more than \$1,000,000,000/],
    [1e21, /more than \$1,000,000,000/],
    ["1e999", /more than \$1,000,000,000/],
  ])("%j is refused", (dollars, message) => {
    expect(() => parseDollars(dollars)).toThrow(message);
  });

  test("a negative amount is read where it is allowed", () => {
    expect(parseDollars("-1.25", { allowNegative: true })).toBe(-1_250_000_000n);
  });

  test("costs from float arithmetic are rounded half to even where asked", () => {
    const round = { excessDecimals: "round" } as const;
    expect(parseDollars(0.1 + 0.2, round)).toBe(300_000_000n);
    expect(parseDollars("0.0000000005", round)).toBe(0n);
    expect(parseDollars("0.0000000015", round)).toBe(2n);
    expect(parseDollars("0.0000000025", round)).toBe(2n);
    expect(parseDollars("0.00000000250001", round)).toBe(3n);
  });

  test("property: an exact decimal string reads back as the same amount", () => {
    fc.assert(
      fc.property(amounts, (nanos) => {
        expect(parseDollars(toDecimalString(nanos), { allowNegative: true })).toBe(nanos);
      }),
    );
  });

  test("property: a JSON number of up to 15 digits, all that a double holds, survives the trip", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), (nanos) => {
        expect(parseDollars(JSON.parse(JSON.stringify(toDollars(nanos))))).toBe(nanos);
      }),
    );
  });
});

describe("divideHalfEven", () => {
  test.each<[bigint, bigint, bigint]>([
    [5n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 2n],
    [26n, 10n, 3n],
    [-5n, 10n, 0n],
    [-15n, 10n, -2n],
    [-25n, 10n, -2n],
    [-26n, 10n, -3n],
    [7n, 3n, 2n],
    [8n, 3n, 3n],
  ])("%s / %s = %s", (dividend, divisor, quotient) => {
    expect(divideHalfEven(dividend, divisor)).toBe(quotient);
  });

  test("property: never more than half away, an exact half goes to the even number, and sign does not matter", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 10n ** 20n }), (dividend, divisor) => {
        const quotient = divideHalfEven(dividend, divisor);
        const off = dividend - quotient * divisor;
        const twice = off < 0n ? -off * 2n : off * 2n;
        expect(twice <= divisor).toBe(true);
        if (twice === divisor) expect(quotient % 2n).toBe(0n);
        expect(divideHalfEven(-dividend, divisor)).toBe(-quotient);
      }),
    );
  });
});

describe("dollars out", () => {
  test.each<[bigint, string]>([
    [0n, "0"],
    [1n, "0.000000001"],
    [4_200_000n, "0.0042"],
    [500_000_000_000n, "500"],
    [-1_500_000_000n, "-1.5"],
    [-1n, "-0.000000001"],
  ])("%s nano-dollars are %s", (nanos, text) => {
    expect(toDecimalString(nanos)).toBe(text);
  });

  test("property: the JSON number is the double nearest to the exact amount", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (nanos) => {
        expect(toDollars(nanos)).toBe(Number(toDecimalString(nanos)));
      }),
    );
  });
});
