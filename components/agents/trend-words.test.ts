import { expect, test } from "vitest";
import { slopeText, trendSentence } from "./trend-words.ts";

const days = { from: "2026-10-23", to: "2026-11-21", days: 30, needsDays: 7 };
const found = { direction: "increasing", s: 213, pValue: 0.00013, slope: 3.4e8, slopeNanos: "340000000" } as const;

test("a trend is said with the test it rests on", () => {
  expect(trendSentence({ ...days, test: found })).toBe(
    "Cost is increasing, by $0.34 a day (Sen’s slope, the median change). Mann–Kendall test over 30 whole days, " +
      "Oct 23 – Nov 21: S = 213, p < 0.001; below p = 0.05 it is a trend.",
  );
  const falling = { ...found, direction: "decreasing", s: -90, pValue: 0.0412, slopeNanos: "-2100000" } as const;
  expect(trendSentence({ ...days, test: falling })).toMatch(
    /^Cost is decreasing, by \$0\.0021 a day .*S = -90, p = 0\.041;/,
  );
  expect(slopeText(falling)).toBe("$0.0021 less a day");
});

test("none is not passed off as one, nor is too little data", () => {
  const stable = { ...found, direction: "stable", s: 12, pValue: 0.31 } as const;
  expect(trendSentence({ ...days, test: stable })).toMatch(/^Cost is stable: no rise or fall .* p = 0\.310/);
  expect(trendSentence({ ...days, days: 3, test: null })).toBe(
    "No trend yet: it needs 7 whole days since the first call, 3 so far.",
  );
});
