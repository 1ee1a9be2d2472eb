import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { projectSpend } from "./project-spend.ts";
import type { SpendHistory } from "./spend-history.ts";

const dollar = 1_000_000_000n;
const dollars = (amounts: number[]) => amounts.map((amount) => BigInt(Math.round(amount * 1e9)));
/** A Sunday, the 22nd of a month of 30 days. */
const noon = new Date("2026-11-22T12:00:00Z");
/** `days` of `costOf` up to yesterday; it is given the days before today, 1 for yesterday. */
const history = (days: number, costOf: (before: number) => number, today = 0): SpendHistory => ({
  days: dollars(Array.from({ length: days }, (_, index) => costOf(days - index))),
  today: BigInt(Math.round(today * 1e9)),
});
const of = (spend: SpendHistory, now = noon) => {
  const projection = projectSpend(spend, now);
  if (!projection) throw new Error("no projection");
  return projection;
};

describe("projectSpend", () => {
  test("says nothing with fewer than 7 whole days, today not counted", () => {
    expect(
      projectSpend(
        history(6, () => 1, 1),
        noon,
      ),
    ).toBeNull();
    expect(
      projectSpend(
        history(7, () => 1, 1),
        noon,
      ),
    ).not.toBeNull();
  });

  test("the same every day goes on as it is: day, week from Monday, month", () => {
    const { day, week, month, ahead } = of(history(60, () => 10, 5));
    expect(day).toMatchObject({ spent: 5n * dollar, amount: 10n * dollar });
    expect(week).toMatchObject({ spent: 65n * dollar, amount: 70n * dollar });
    expect(month).toMatchObject({
      spent: 215n * dollar,
      amount: 300n * dollar,
      low: 300n * dollar,
      high: 300n * dollar,
    });
    expect(ahead.map(({ day, amount }) => [day, amount])).toEqual(
      [23, 24, 25, 26, 27, 28, 29, 30].map((date) => [`2026-11-${date}`, 10n * dollar]),
    );
  });

  test("today's rate counts as far as the day has gone: all of it at midnight, nothing at its begin", () => {
    const twice = history(60, () => 10, 10);
    expect(of(twice, noon).day.amount).toBe(10n * dollar + 5n * dollar + (5n * dollar) / 2n);
    expect(of({ ...twice, today: 0n }, new Date("2026-11-22T00:00:00Z")).day.amount).toBe(10n * dollar);
    const atEnd = of(twice, new Date("2026-11-22T23:59:59.999Z")).day;
    expect(Number(atEnd.amount - 10n * dollar)).toBeLessThan(1_000);
  });

  test("the day passes as spend usually comes: after a nightly job nothing more is expected, before office hours all", () => {
    const usually = (from: number, today: number, { to = from, error = 0.02, at = noon } = {}) =>
      Number(of({ ...history(60, () => 10, today), byNow: { from, to, error } }, at).day.amount) / 1e9;
    expect(usually(1, 10)).toBeLessThan(11.5);
    expect(usually(0, 0)).toBeGreaterThan(7.5);
    expect(usually(0.5, 5)).toBe(10);
    // Days that differ much among themselves say nothing of the time of day.
    expect(usually(0.7, 5, { error: 0.11 })).toBe(10);
    // A job that always runs in the first hour has run: that is no rate.
    const early = new Date("2026-11-22T00:10:00Z");
    expect(usually(0, 10, { to: 1, error: 0, at: early })).toBe(10);
    expect(usually(0, 0, { to: 1, error: 0, at: early })).toBeCloseTo(10, 0);
    expect(usually(0, 20, { to: 1, error: 0, at: early })).toBe(20);
  });

  test("an empty day so far is not taken for an empty day", () => {
    const early = of(
      history(60, () => 10, 0),
      new Date("2026-11-22T01:00:00Z"),
    );
    expect(Number(early.day.amount) / 1e9).toBeGreaterThan(9);
  });

  test("weekends that cost nothing stay free, also for the month", () => {
    // Yesterday, the 21st, is a Saturday.
    const weekdaysOnly = history(56, (before) => (before % 7 === 1 || before % 7 === 0 ? 0 : 10));
    const { ahead, month } = of(weekdaysOnly);
    const byDay = Object.fromEntries(ahead.map(({ day, amount }) => [day, Number(amount) / 1e9]));
    expect(byDay["2026-11-28"]).toBeLessThan(0.5);
    expect(byDay["2026-11-29"]).toBeLessThan(0.5);
    expect(byDay["2026-11-23"]).toBeCloseTo(10, 0);
    expect(Number(month.amount) / 1e9).toBeCloseTo(150 + 60, -1);
  });

  test("one day that went wild does not become what is expected", () => {
    const calm = of(history(60, (before) => 10 + (before % 3)));
    const wild = of(history(60, (before) => (before === 5 ? 10_000 : 10 + (before % 3))));
    const more = ({ month }: typeof calm) => Number(month.amount - month.spent) / 1e9;
    expect(more(wild)).toBeLessThan(more(calm) * 1.1);
    const sparse = of(history(60, (before) => (before === 9 ? 500 : before % 7 === 2 ? 3 : 0)));
    expect(more(sparse)).toBeLessThan(12);
  });

  test("steady growth is followed and dies away; chance is no trend", () => {
    const grows = of(history(60, (before) => 100 - before));
    expect(Number(grows.ahead[0]?.amount) / 1e9).toBeGreaterThan(95);
    expect(Number(grows.ahead[7]?.amount) / 1e9).toBeLessThan(112);
    const random = of(history(60, (before) => 10 + ((before * 7919) % 13) - 6));
    for (const { amount } of random.ahead) expect(Number(amount) / 1e9).toBeCloseTo(10, -1);
  });

  test("a day that goes unlike any other is as uncertain in its week and month as by itself", () => {
    // $10 a day, give or take one; today $121 by three in the morning of a Monday.
    const calm = (today: number) => history(60, (before) => 10 + (before % 3) - 1, today);
    const monday = new Date("2026-11-23T03:00:00Z");
    const { day, week, month } = of(calm(121), monday);
    expect(Number(day.high - day.low) / 1e9).toBeGreaterThan(80);
    for (const of of [week, month]) {
      expect(of.low <= of.amount - (day.amount - day.low)).toBe(true);
      expect(of.high >= of.amount + (day.high - day.amount)).toBe(true);
    }
    // Of a usual day the range of the month is what the same sums were wrong by before: today is not counted twice.
    const usual = of(calm(1.25), monday);
    expect(Number(usual.month.high - usual.month.low) / 1e9).toBeLessThan(10);
  });

  test("all zeros are zero; a first spend today is counted", () => {
    expect(of(history(30, () => 0)).month).toEqual({ spent: 0n, amount: 0n, low: 0n, high: 0n });
    expect(of(history(30, () => 0, 3)).month.spent).toBe(3n * dollar);
  });
});

const cost = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0n) },
  { weight: 5, arbitrary: fc.bigInt({ min: 0n, max: 50n * dollar }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 1_000_000n * dollar }) },
);
const part = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const byNow = fc.option(fc.record({ from: part(0, 0.5), to: part(0.5, 1), error: part(0, 1) }), { nil: undefined });
const spend = fc
  .record({ days: fc.array(cost, { minLength: 7, maxLength: 120 }), today: cost, byNow })
  .map(({ byNow, ...history }): SpendHistory => ({ ...history, ...(byNow && { byNow }) }));
const moment = fc.date({
  min: new Date("2024-01-01T00:00:00Z"),
  max: new Date("2027-12-31T23:59:59Z"),
  noInvalidDate: true,
});

describe("whatever was spent and whenever it is", () => {
  test("nothing is negative or below what is spent, and ranges contain their estimate", () => {
    fc.assert(
      fc.property(spend, moment, (spent, now) => {
        const { day, week, month, ahead } = of(spent, now);
        for (const { spent, amount, low, high } of [day, week, month]) {
          expect(spent <= low && low <= amount && amount <= high).toBe(true);
        }
        for (const { amount, low, high } of ahead) expect(0n <= low && low <= amount && amount <= high).toBe(true);
        expect(day.amount <= week.amount && day.amount <= month.amount).toBe(true);
      }),
    );
  });

  test("week and month are at least as uncertain as today, which is in them", () => {
    fc.assert(
      fc.property(spend, moment, (spent, now) => {
        const { day, ...longer } = of(spent, now);
        for (const window of [longer.week, longer.month]) {
          // Floats are exact to some 16 digits.
          const rounding = window.high / 10n ** 15n + 1n;
          expect(window.high - window.spent + rounding >= day.high - day.spent).toBe(true);
          expect(window.high - window.amount + rounding >= day.high - day.amount).toBe(true);
          expect(window.amount - window.low + rounding >= day.amount - day.low).toBe(true);
        }
      }),
    );
  });

  test("the month is what is spent, the rest of today, and the days ahead", () => {
    fc.assert(
      fc.property(spend, moment, (spent, now) => {
        const { day, month, ahead } = of(spent, now);
        const sum = ahead.reduce((total, { amount }) => total + amount, month.spent - day.spent + day.amount);
        expect(month.amount).toBe(sum);
        const [before = 0] = [now.getUTCDate() - 1];
        const days = before === 0 ? [] : spent.days.slice(-before);
        expect(month.spent).toBe(days.reduce((total, value) => total + value, spent.today));
      }),
    );
  });

  // To the rounding of each day of a month to a nano-dollar.
  test("a thousand times the money is a thousand times the projection", () => {
    fc.assert(
      fc.property(spend, moment, (spent, now) => {
        const more = { ...spent, days: spent.days.map((value) => value * 1000n), today: spent.today * 1000n };
        const [one, thousand] = [of(spent, now), of(more, now)];
        for (const window of ["day", "week", "month"] as const) {
          for (const figure of ["amount", "low", "high"] as const) {
            const [small, large] = [Number(one[window][figure]) * 1000, Number(thousand[window][figure])];
            expect(Math.abs(large - small)).toBeLessThanOrEqual(20_000 + 1e-6 * Math.max(large, small));
          }
        }
      }),
    );
  });

  test("today, which is not over, moves nothing that is expected of other days", () => {
    fc.assert(
      fc.property(spend, moment, cost, (spent, now, other) => {
        expect(of({ ...spent, today: other }, now).ahead).toEqual(of(spent, now).ahead);
      }),
    );
  });
});
