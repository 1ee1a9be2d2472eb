import { expect, test } from "vitest";
import { limitPreview } from "./limit-preview.ts";

const dollars = (amount: number) => BigInt(amount) * 1_000_000_000n;
/** A third of November has passed, so $100 so far is $300 in the month. */
const now = new Date("2026-11-11T00:00:00Z");

test("says when the limit is passed at the pace so far", () => {
  expect(limitPreview(dollars(100), 0, dollars(200), "2026-11", now)).toBe(
    "Limit $200.00: at current pace you pass this on Nov 21.",
  );
});

test("says how much of a limit the pace leaves", () => {
  expect(limitPreview(dollars(100), 0, dollars(400), "2026-11", now)).toBe(
    "Limit $400.00: at current pace you spend about $300.00 by Nov 30, 75% of this limit.",
  );
});

test("says that a limit is used up already", () => {
  expect(limitPreview(dollars(100), 0, dollars(100), "2026-11", now)).toContain("used up already");
});

test("makes no pace of the first day", () => {
  const firstDay = new Date("2026-11-01T23:00:00Z");
  expect(limitPreview(dollars(10), 0, dollars(40), "2026-11", firstDay)).toBe(
    "Limit $40.00: 25% of it is used. A pace needs one full day of the month.",
  );
});

test("calls without a price only add to what is known", () => {
  expect(limitPreview(dollars(100), 2, dollars(400), "2026-11", now)).toBe(
    "Limit $400.00: at current pace you spend at least $300.00 by Nov 30, at least 75% of this limit.",
  );
  expect(limitPreview(dollars(100), 2, dollars(200), "2026-11", now)).toContain("on Nov 21 or before.");
  expect(limitPreview(0n, 2, dollars(200), "2026-11", now)).toContain("is not known");
});

test("0 is no limit", () => {
  expect(limitPreview(dollars(100), 0, 0n, "2026-11", now)).toContain("No monthly limit");
});

test("a past month changes nothing", () => {
  expect(limitPreview(dollars(100), 0, dollars(50), "2026-10", now)).toContain("running month");
});

test("says the amount it understood, to the last decimal", () => {
  expect(limitPreview(0n, 0, 1_234_000_000_000n, "2026-11", now)).toMatch(/^Limit \$1,234\.00: /);
  expect(limitPreview(0n, 0, 180_100_000n, "2026-11", now)).toMatch(/^Limit \$0\.1801: /);
});
