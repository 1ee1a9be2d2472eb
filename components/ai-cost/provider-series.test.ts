import { expect, test } from "vitest";
import type { ProviderSpend } from "./ai-cost-data.ts";
import { providerBars, providerSeries } from "./provider-series.ts";

const row = (provider: string, nanos: number) => ({
  provider,
  label: provider.toUpperCase(),
  colour: `var(--${provider})`,
  models: [],
  usedFor: [],
  calls: 1,
  totalTokens: 1,
  cost: nanos / 1e9,
  costNanos: String(nanos),
  comparableCost: null,
  previousCost: null,
  unpricedCalls: 0,
});
const names = ["a", "b", "c", "d", "e", "f", "g", "free"];
const costs = [9_000_000_007, 8_000_000_003, 7, 6, 5, 4, 3, 0];
const spend: ProviderSpend = {
  month: "2026-11",
  rows: names.map((name, i) => row(name, costs[i] ?? 0)),
  comparison: null,
  totalCost: 17.00000003,
  totalCostNanos: String(costs.reduce((a, b) => a + b)),
  days: [
    {
      date: "2026-11-21",
      providers: names.map((provider, i) => ({
        provider,
        cost: (costs[i] ?? 0) / 1e9,
        costNanos: String(costs[i]),
        unpricedCalls: 0,
      })),
    },
    { date: "2026-11-22", providers: [] },
  ],
};

test("five providers by name, the rest as Other; a day sums to its cost to the nano-dollar", () => {
  const { series, days } = providerSeries(spend);
  expect(series.map(({ label }) => label)).toEqual(["A", "B", "C", "D", "E", "Other (2)"]);
  expect(days[0]?.parts.map(({ nanos }) => nanos)).toEqual([9_000_000_007n, 8_000_000_003n, 7n, 6n, 5n, 7n]);
  expect(days[0]?.total.nanos.toString()).toBe(spend.totalCostNanos);
  expect(days[1]?.parts.map(({ nanos }) => nanos)).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
});

test("no Other where five are enough, and what is free is not drawn", () => {
  const few = { ...spend, rows: [...spend.rows.slice(0, 5), row("free", 0)] };
  expect(providerSeries(few).series.map(({ label }) => label)).toEqual(["A", "B", "C", "D", "E"]);
});

test("today’s bar is marked as not over", () => {
  const bars = providerBars(providerSeries(spend).days, "2026-11-22");
  expect(bars.map(({ tick, pending }) => [tick, pending])).toEqual([
    ["Nov 21", false],
    ["Nov 22", true],
  ]);
});
