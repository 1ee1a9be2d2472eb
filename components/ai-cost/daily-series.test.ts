import { expect, test } from "vitest";
import type { DailySpend } from "./ai-cost-data.ts";
import { dailyBars } from "./daily-series.ts";

const keys = ["a", "b", "c", "d", "e", "f", "g"];
const groupsOf = (scale: number) =>
  keys.map((key, index) => ({
    key,
    cost: scale * (7 - index),
    costNanos: `${scale * (7 - index) * 1e9}`,
    unpricedCalls: 0,
  }));
const day = (date: string, scale: number) => ({
  date,
  cost: scale * 28,
  costNanos: `${scale * 28e9}`,
  totalTokens: 10,
  jobCount: 1,
  unpricedCalls: 0,
  groups: groupsOf(scale),
});
const spend: DailySpend = {
  from: "2026-11-21",
  to: "2026-11-22",
  days: [day("2026-11-21", 1), day("2026-11-22", 2)],
  groups: groupsOf(3).map((group) => ({ ...group, label: group.key.toUpperCase(), colour: "red" })),
  previous: { from: "2026-11-19", to: "2026-11-20", days: [] },
};

test("five groups are drawn, the rest is Other, and the bar is as high as the day", () => {
  const { series, bars } = dailyBars(spend, "provider", "2026-11-22");
  expect(series.map(({ label }) => label)).toEqual(["A", "B", "C", "D", "E", "Other"]);
  expect(bars[0]?.parts).toEqual([7, 6, 5, 4, 3, 3]);
  expect(bars.map(({ parts }) => parts.reduce((sum, part) => sum + part))).toEqual([28, 56]);
});

test("only the day that is not over is pending", () => {
  expect(dailyBars(spend, "none", "2026-11-22").bars.map(({ pending }) => pending)).toEqual([false, true]);
});
