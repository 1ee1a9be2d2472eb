import { expect, test } from "vitest";
import type { Forecast } from "#server/projections/forecast.ts";
import { limitPreview } from "./limit-preview.ts";

const dollars = (amount: number) => BigInt(amount) * 1_000_000_000n;
const nanos = (amount: number) => dollars(amount).toString();

/** $100 so far on the 11th of November, $10 for each day from then on: $300 by its end. */
const forecast: Forecast = {
  daysOfData: 40,
  daysNeeded: 7,
  day: null,
  week: null,
  month: {
    spent: 100,
    spentNanos: nanos(100),
    projected: 300,
    projectedNanos: nanos(300),
    low: 280,
    lowNanos: nanos(280),
    high: 330,
    highNanos: nanos(330),
  },
  path: Array.from({ length: 20 }, (_, day) => ({
    date: `2026-11-${11 + day}`,
    projected: 10,
    projectedNanos: nanos(10),
    low: 8,
    high: 12,
    monthToDateNanos: nanos(110 + 10 * day),
  })),
};
const spend = { spent: dollars(100), unpricedCalls: 0, month: "2026-11", forecast };

test("says on which day the limit is passed as spend is projected", () => {
  expect(limitPreview(dollars(200), spend)).toBe("Limit $200.00: at current pace you pass this on Nov 20.");
  expect(limitPreview(dollars(201), spend)).toContain("on Nov 21.");
  expect(limitPreview(dollars(300), spend)).toContain("on Nov 30.");
});

test("says how much of a limit the projection leaves", () => {
  expect(limitPreview(dollars(400), spend)).toBe(
    "Limit $400.00: at current pace you spend about $300.00 by Nov 30, 75% of this limit.",
  );
});

test("says that a limit is used up already", () => {
  expect(limitPreview(dollars(100), spend)).toContain("used up already");
});

test("makes no projection of less than a week", () => {
  const young = { ...forecast, daysOfData: 3, month: null, path: [] };
  expect(limitPreview(dollars(400), { ...spend, forecast: young })).toBe(
    "Limit $400.00: 25% of it is used. No projection yet. Needs 7 days of data; 3 so far.",
  );
});

test("calls without a price only add to what is known", () => {
  const partly = { ...spend, unpricedCalls: 2 };
  expect(limitPreview(dollars(400), partly)).toBe(
    "Limit $400.00: at current pace you spend at least $300.00 by Nov 30, at least 75% of this limit.",
  );
  expect(limitPreview(dollars(200), partly)).toContain("on Nov 20 or before.");
  expect(limitPreview(dollars(200), { ...partly, spent: 0n })).toContain("is not known");
});

test("0 is no limit", () => {
  expect(limitPreview(0n, spend)).toContain("No monthly limit");
});

test("a past month changes nothing", () => {
  expect(limitPreview(dollars(50), { ...spend, month: "2026-10", forecast: null })).toContain("running month");
});

test("says the amount it understood, to the last decimal", () => {
  expect(limitPreview(1_234_000_000_000n, spend)).toMatch(/^Limit \$1,234\.00: /);
  expect(limitPreview(180_100_000n, spend)).toMatch(/^Limit \$0\.1801: /);
});
