import fc from "fast-check";
import { expect, test } from "vitest";
import { trendOf } from "./trend.ts";

const nanos = (...dollars: number[]) => dollars.map((one) => BigInt(Math.round(one * 1e9)));

test("fewer than 7 days say nothing", () => {
  expect(trendOf(nanos(1, 2, 3, 4, 5, 6))).toBeNull();
});

// Worked out apart from the code: S over all 21 pairs, Var = 7·6·19 / 18 = 44.33, z = (|S| − 1) / √Var, p = erfc(z / √2).
test.each([
  { days: [1, 2, 3, 4, 5, 6, 7], direction: "increasing", s: 21, pValue: 0.00267, slope: 1e9 },
  { days: [7, 6, 5, 4, 3, 2, 1], direction: "decreasing", s: -21, pValue: 0.00267, slope: -1e9 },
  { days: [3, 1, 4, 2, 5, 3.5, 4.5], direction: "stable", s: 9, pValue: 0.22956, slope: 0.5e9 },
  { days: [2, 2, 2, 2, 2, 2, 2], direction: "stable", s: 0, pValue: 1, slope: 0 },
])("$days is $direction", ({ days, direction, s, pValue, slope }) => {
  const trend = trendOf(nanos(...days));
  expect(trend).toMatchObject({ direction, s });
  expect(trend?.pValue).toBeCloseTo(pValue, 4);
  expect((trend?.slope ?? 0) / 1e9).toBeCloseTo(slope / 1e9, 2);
});

test("ties lower the variance: 1 1 1 2 2 2 3 3", () => {
  // S = 21; Var = (8·7·21 − 2·(3·2·11) − 2·1·9) / 18 = 57; z = 20 / √57 = 2.649.
  const trend = trendOf(nanos(1, 1, 1, 2, 2, 2, 3, 3));
  expect(trend).toMatchObject({ s: 21, direction: "increasing" });
  expect(trend?.pValue).toBeCloseTo(0.00807, 4);
});

test("one very dear day is no trend", () => {
  expect(trendOf(nanos(5, 4, 6, 5, 4, 6, 5, 900))?.direction).toBe("stable");
});

test("backwards, everything has the other sign", () => {
  const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 14n }), { minLength: 7, maxLength: 90 });
  fc.assert(
    fc.property(amounts, (days) => {
      const [there, back] = [trendOf(days), trendOf(days.toReversed())];
      expect(back?.s).toBe(-(there?.s ?? 0) || 0);
      expect(back?.pValue).toBe(there?.pValue);
      expect(there?.pValue).toBeGreaterThanOrEqual(0);
      expect(there?.pValue).toBeLessThanOrEqual(1);
    }),
  );
});
