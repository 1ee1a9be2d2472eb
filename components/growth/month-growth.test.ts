import { expect, test } from "vitest";
import { monthGrowth } from "./month-growth.ts";

const month = (key: string, dollars: number, jobCount: number) => ({
  month: key,
  cost: dollars,
  costNanos: String(dollars * 1e9),
  totalTokens: jobCount * 10,
  jobCount,
  unpricedCalls: 0,
  revenueNanos: null,
  units: null,
});
const days = (dollars: number, jobCount: number) => ({
  from: "",
  to: "",
  label: "",
  cost: dollars,
  costNanos: String(dollars * 1e9),
  totalTokens: 0,
  jobCount,
  unpricedCalls: 0,
});
const months = [
  month("2026-04", 0, 0),
  month("2026-05", 0, 0),
  month("2026-06", 40, 10),
  month("2026-07", 80, 10),
  month("2026-08", 80, 0),
  month("2026-09", 100, 20),
  month("2026-10", 120, 20),
  month("2026-11", 70, 20),
];
const summary = { month: "2026-11", comparison: { current: days(60, 15), previous: days(80, 20) } };

test("months before the first call are left out", () => {
  expect(monthGrowth(months, summary)[0]?.month).toBe("2026-06");
});

test("a month with nothing but a cost that was reported, without tokens or a job, counts", () => {
  const imaged = months.map((one) => (one.month === "2026-05" ? { ...one, costNanos: "40000000" } : one));
  expect(monthGrowth(imaged, summary)[0]?.month).toBe("2026-05");
});

test("six months stay, however new the product is", () => {
  const fresh = months.map((one, index) => (index < 7 ? month(one.month, 0, 0) : one));
  expect(monthGrowth(fresh, summary)).toHaveLength(6);
});

test("a past month is held against all of the month before, the running one by its whole days", () => {
  const rows = monthGrowth(months, summary);
  const july = rows.find((row) => row.month === "2026-07");
  const november = rows.at(-1);
  expect([july?.growth?.now.spend, july?.growth?.before.spend]).toEqual([80_000_000_000n, 40_000_000_000n]);
  expect([november?.growth?.now.spend, november?.growth?.before.spend]).toEqual([60_000_000_000n, 80_000_000_000n]);
  expect(november?.figures.spend).toBe(70_000_000_000n);
});

test("a month without jobs has no cost per job", () => {
  expect(monthGrowth(months, summary).find((row) => row.month === "2026-08")?.figures.costPerJob).toBeNull();
});
