import { expect, test } from "vitest";
import { hasRevenue, movedText, revenueFigures } from "./revenue-figures.ts";

const point = (
  month: string,
  cost: number,
  revenue: number | null,
  units: number | null = null,
  unpricedCalls = 0,
) => ({
  month,
  costNanos: String(cost * 1e9),
  totalTokens: 1,
  jobCount: 1,
  unpricedCalls,
  revenueNanos: revenue === null ? null : String(revenue * 1e9),
  units,
});
const months = revenueFigures(
  [
    point("2026-07", 10, null),
    point("2026-08", 50, 100, 3),
    point("2026-09", 60, 150, 0),
    point("2026-10", 200, 120, 8),
    point("2026-11", 5, 90, 2),
  ],
  "2026-11",
);

test("margin is revenue less cost, cost per unit is rounded down; of what is not known there is none", () => {
  expect(months.map(({ margin, costPerUnit }) => [margin, costPerUnit])).toEqual([
    [null, null],
    [50_000_000_000n, 16_666_666_666n],
    [90_000_000_000n, null],
    [-80_000_000_000n, 25_000_000_000n],
    [85_000_000_000n, 2_500_000_000n],
  ]);
  const unpriced = revenueFigures([point("2026-10", 0, 100, 5, 7)], "2026-11");
  expect(unpriced[0]).toMatchObject({ margin: null, costPerUnit: null });
});

test("against the month before, never with a month that runs, and no percentage of a loss", () => {
  const revenue = months.map((_, i) => movedText(months, i, (month) => month.revenue));
  expect(revenue).toEqual([null, null, "Up 50.0%", "Down 20.0%", null]);
  expect(months.map((_, i) => movedText(months, i, (month) => month.margin))).toEqual([
    null,
    null,
    "Up 80.0%",
    null,
    null,
  ]);
});

test("something was said, or nothing", () => {
  expect([hasRevenue(months), hasRevenue(months.slice(0, 1)), hasRevenue([])]).toEqual([true, false, false]);
});
