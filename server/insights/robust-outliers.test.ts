import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { median, modifiedScore, outlierScore, robustScale, upperBound } from "./robust-outliers.ts";

const bound = (values: readonly number[]) => upperBound(robustScale(values));
const outliers = (values: readonly number[]) => values.filter((value) => value > (bound(values) ?? Infinity));

/** Figures of jobs: whole tokens, over several orders of magnitude. */
const tokens = fc.array(fc.integer({ min: 1, max: 50_000_000 }), { minLength: 20, maxLength: 60 });

describe("the bound above which a job is unusual", () => {
  test("known outliers are found, and nothing else", () => {
    const usual = Array.from({ length: 40 }, (_, index) => 80_000 + index * 1_000);
    expect(outliers([...usual, 900_000, 2_400_000])).toEqual([900_000, 2_400_000]);
    expect(outliers(usual)).toEqual([]);
  });

  test("small ones are not: it has one side", () => {
    const usual = Array.from({ length: 40 }, (_, index) => 80_000 + index * 1_000);
    expect(outliers([...usual, 3, 10])).toEqual([]);
  });

  test("the example of Iglewicz and Hoaglin: 3.5 spreads of 1.4826 median deviations above the median", () => {
    // Median of the logarithms 3, their median absolute deviation 1.
    const scale = robustScale([1, 2, 3, 4, 5].map(Math.exp));
    expect(scale.center).toBeCloseTo(3, 12);
    expect(scale.spread).toBeCloseTo(1 / 0.6745, 12);
    expect(Math.log(upperBound(scale) ?? 0)).toBeCloseTo(3 + 3.5 / 0.6745, 12);
    expect(modifiedScore(scale, Math.exp(3 + 3.5 / 0.6745))).toBeCloseTo(outlierScore, 9);
  });

  test("where most values are equal the mean deviation decides", () => {
    expect(outliers([...Array(30).fill(1_000), 1_010, 50_000])).toEqual([50_000]);
  });

  test("what is less than twice the median is not unusual, however alike the others are", () => {
    const alike = Array.from({ length: 40 }, (_, index) => 100_000 + index);
    expect(outliers([...alike, 150_000])).toEqual([]);
    expect(outliers([...alike, 250_000])).toEqual([250_000]);
  });

  test("property: equal values have no outlier", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 60 }), (value, count) => {
        expect(bound(Array(count).fill(value))).toBeNull();
      }),
    );
  });

  test("property: it scales with the values, so that tokens and thousands of tokens tell the same", () => {
    fc.assert(
      fc.property(tokens, fc.integer({ min: 2, max: 1_000 }), (values, factor) => {
        const [one, other] = [bound(values), bound(values.map((value) => value * factor))];
        if (one === null || other === null) expect(other).toBe(one);
        else expect(other / one / factor).toBeCloseTo(1, 6);
      }),
    );
  });

  test("property: it lies above the median, and the order of the values does not matter", () => {
    fc.assert(
      fc.property(tokens, (values) => {
        const at = bound(values);
        if (at === null) return;
        expect(at).toBeGreaterThanOrEqual(median(values) * 0.999);
        expect(bound(values.toReversed())).toBeCloseTo(at, 3);
      }),
    );
  });

  test("property: at most half of the values are outliers", () => {
    fc.assert(
      fc.property(tokens, (values) => {
        expect(outliers(values).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

test("the median", () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});
