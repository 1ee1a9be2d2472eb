import { expect, test } from "vitest";
import { aboutText, impactText } from "./alert-words.ts";

const alert = {
  level: "warning",
  unit: "cost",
  window: "month",
  windowStart: "2026-11-01T00:00:00.000Z",
  scope: "project",
  scopeName: "Web",
  limit: 500,
  limitNanos: "500000000000",
  value: 410,
  valueNanos: "410000000000",
  passesOn: null,
} as const;

test.each([
  [{}, "82% used, $410.00 of $500.00", "Monthly cost limit of project Web"],
  [{ level: "exceeded" }, "A call did not fit: 82% used, $410.00 of $500.00", "Monthly cost limit of project Web"],
  [
    { level: "forecast", value: 612.4, valueNanos: "612400000000", passesOn: "2026-11-24" },
    "Passes $500.00 on Nov 24 at this pace, projected $612.40",
    "Monthly cost limit of project Web",
  ],
  [
    { level: "forecast", window: "day", unit: "tokens", limit: 9e6, limitNanos: null, value: 1e7, valueNanos: null },
    "Passes 9,000,000 tokens at this pace, projected 10,000,000",
    "Daily token limit of project Web",
  ],
  [
    { level: "anomaly", window: "day", value: 900, valueNanos: "900000000000" },
    "$900.00 in a day, where up to $500.00 was to be expected",
    "Spend of project Web",
  ],
] as const)("what an alert says comes first, then what it is about: %o", (values, impact, about) => {
  const of = { ...alert, ...values };
  expect(impactText(of)).toBe(impact);
  expect(aboutText(of)).toBe(about);
});
