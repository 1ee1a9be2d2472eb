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
  forecast: null,
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

test("today and the days to come carry their projection; no more of them than the range has days", () => {
  const path = Array.from({ length: 9 }, (_, index) => ({
    date: `2026-11-${22 + index}`,
    projected: 60 + index,
    projectedNanos: `${(60 + index) * 1e9}`,
    low: 50,
    high: 70,
    monthToDateNanos: "0",
  }));
  const { bars } = dailyBars({ ...spend, forecast: { daysOfData: 40, daysNeeded: 7, path } }, "none", "2026-11-22");
  expect(bars.map(({ key, parts, projected }) => [key, parts.length, projected?.value])).toEqual([
    ["2026-11-21", 1, undefined],
    ["2026-11-22", 1, 60],
    ["2026-11-23", 0, 61],
    ["2026-11-24", 0, 62],
  ]);
});
