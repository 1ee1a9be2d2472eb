import { expect, test } from "vitest";
import { createRandom, type Random } from "#server/ingest/demo/random.ts";
import { addDays } from "#server/time/window.ts";
import { backtest, backtestTotal, overTraces, type TraceDay } from "./backtest.ts";

const dollar = 1_000_000_000;

/** A trace of so many days of `costOf` dollars, each spent over random hours. */
function simulated(seed: string, count: number, costOf: (day: number, random: Random) => number): TraceDay[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, day) => {
    const shares = Array.from({ length: 24 }, () => (random.chance(0.5) ? random.uniform() : 0));
    const whole = shares.reduce((sum, share) => sum + share, 0) || 1;
    const cost = costOf(day, random);
    return {
      date: addDays("2026-01-01", day),
      hours: shares.map((share) => BigInt(Math.round((cost * dollar * share) / whole))),
    };
  });
}

const kinds: Record<string, (day: number, random: Random) => number> = {
  steady: (_, random) => random.logNormal(10, 0.3),
  weekdays: (day, random) => random.logNormal(10, 0.35) * (day % 7 >= 5 ? 0.15 : 1.3),
  growing: (day, random) => random.logNormal(5, 0.35) * Math.exp(day / 120),
  bursty: (_, random) => (random.chance(0.5) ? random.logNormal(1, 1.5) : 0),
  "once a week": (day, random) => (day % 7 === 2 ? random.logNormal(20, 0.3) : 0),
  spiky: (_, random) => random.logNormal(10, 0.3) * (random.chance(0.015) ? 30 : 1),
};
const results = Object.keys(kinds).map((kind) => backtest(simulated(kind, 240, kinds[kind] ?? (() => 0)), 12));

test.each(["day", "week", "month"] as const)(
  "of six kinds of spend the %s is nearer than its run rate, and its range holds in about 80 %",
  (window) => {
    const totals = results.map((result) => backtestTotal(result, window));
    const all = overTraces(totals);
    // Spend that falls evenly over the hours is what the run rate of a day is best at: there the two are alike.
    expect(all.error).toBeLessThan(all.runRateError * (window === "day" ? 1.05 : 0.9));
    expect(all.held).toBeGreaterThan(0.75);
    expect(all.held).toBeLessThan(0.95);
    for (const { held } of totals) expect(held).toBeGreaterThan(0.65);
  },
);

test("projects with nothing but what was known: the days after change no projection", () => {
  const trace = simulated("same", 60, kinds.weekdays ?? (() => 0));
  const figures = (days: TraceDay[]) =>
    backtest(days, 12)
      .slice(0, 20)
      .map(({ day }) => [day?.amount, day?.low, day?.high]);
  expect(figures(trace.slice(0, 30))).toEqual(figures(trace));
});

test("compares what is by hand: a week of $1 and one of $2, at noon of its first day", () => {
  const even = (day: number) => ({
    date: addDays("2026-11-02", day), // a Monday
    hours: Array<bigint>(24).fill(BigInt((day < 7 ? 1 : 2) * dollar) / 24n),
  });
  const [first] = backtest(
    Array.from({ length: 14 }, (_, day) => even(day)),
    12,
  );
  expect(first).toMatchObject({ date: "2026-11-09", month: null });
  const dollars = (nanos: bigint | number | undefined) => Number(nanos) / dollar;
  expect(dollars(first?.day?.actual)).toBeCloseTo(2);
  expect(dollars(first?.day?.amount)).toBeCloseTo(1 + 0.5 * (1 + 0.5 * 1));
  expect(dollars(first?.day?.runRate)).toBeCloseTo(2);
  expect(dollars(first?.week?.actual)).toBeCloseTo(14);
  expect(dollars(first?.week?.runRate)).toBeCloseTo(14);
  expect(dollars(first?.week?.amount)).toBeCloseTo(1.75 + 6);
});

test("a trace of less than 8 days has nothing to compare", () => {
  expect(
    backtest(
      simulated("short", 7, () => 1),
      12,
    ),
  ).toEqual([]);
  expect(backtestTotal([], "month")).toEqual({ count: 0, error: 0, runRateError: 0, held: 0 });
});
