import { listDays } from "#server/time/range.ts";
import { addDays, dayMs, dayWindow, monthWindow } from "#server/time/window.ts";
import { beyondChance } from "./beyond-chance.ts";
import { learn } from "./learn.ts";
import { daysNeeded, type ErrorRange } from "./past-errors.ts";
import type { SpendHistory } from "./spend-history.ts";

/** What a running day, week or month cost so far, what it is projected to cost, and the range that holds in 80 % of cases. */
export type Estimate = { spent: bigint; amount: bigint; low: bigint; high: bigint };

/** A day to come, the first one tomorrow. */
export type DayAhead = { day: string; amount: bigint; low: bigint; high: bigint };

/** All in nano-dollars; windows are UTC, a week begins on Monday. `ahead` are the further days of the month. */
export type Projection = { day: Estimate; week: Estimate; month: Estimate; ahead: DayAhead[] };

/**
 * What the running UTC day, week (from Monday) and month will have cost when they end. Null with fewer than 7 whole days of
 * history.
 *
 * Day: today's rate so far, believed as far as the day has gone: what is left of the day goes on at today's rate for the part
 * that has passed, and as is expected of the day for the rest. With the spent s, the passed part f and the expected e:
 * s + (1 − f)(f · s/f + (1 − f) · e). The day passes as its spend usually comes, not as the clock does, where that is known.
 * Week: the day, and 7-day rolling averages to its end. Month: the day, and 30-day trend with weekdays to its end.
 * Today is never compared with whole days. Statistics are floats; what was spent is exact in every figure.
 */
export function projectSpend(history: SpendHistory, now: Date): Projection | null {
  const days = history.days.map(Number);
  if (days.length < daysNeeded) return null;

  const today = dayWindow(now);
  const daysAfter = Math.round((monthWindow(now).end.getTime() - today.end.getTime()) / dayMs);
  const weekday = (today.start.getUTCDay() + 6) % 7;
  const { next, average, ...errors } = learn(days, { month: daysAfter, week: 6 - weekday });
  const [expectedToday = 0, ...expected] = next;

  const spentToday = Number(history.today);
  const clock = (now.getTime() - today.start.getTime()) / dayMs;
  const left = 1 - passed(history, clock, expectedToday > 0 ? spentToday / expectedToday : 0);
  const moreToday = left * (spentToday + left * expectedToday);
  const oneDay = errors.day;
  const more = whole(moreToday);
  const day = estimate(history.today, more, ofDay(oneDay, left, expectedToday - spentToday - moreToday));

  const spentBefore = (count: number) => sum(count === 0 ? [] : history.days.slice(-count)) + history.today;
  const week = estimate(
    spentBefore(weekday),
    more + whole((6 - weekday) * average),
    weekday === 6 ? relativeTo(day) : withToday(errors.week, left, day),
  );
  const [, ...daysToCome] = listDays({ first: today.key, last: addDays(today.key, expected.length) });
  const ahead = daysToCome.map((day, index) => {
    const cost = expected[index] ?? 0;
    return {
      day,
      amount: whole(cost),
      low: whole(Math.max(0, cost + oneDay.below)),
      high: whole(cost + oneDay.above),
    };
  });
  const dayOfMonth = today.start.getUTCDate();
  const month = estimate(
    spentBefore(dayOfMonth - 1),
    more + sum(ahead.map(({ amount }) => amount)),
    daysAfter === 0 ? relativeTo(day) : withToday(errors.month, left, day),
  );
  return { day, week, month, ahead };
}

/**
 * The part of today that has passed: by the clock, and by when the spend of a day usually comes as far as that differs from
 * the clock by more than two standard errors. Of the running hour's usual spend so much is taken to have come as fits what is
 * spent: what comes at one stroke, such as a nightly job, is not taken for a rate.
 */
function passed({ byNow }: SpendHistory, clock: number, spentOfExpected: number): number {
  if (!byNow) return clock;
  const share = Math.min(Math.max(spentOfExpected, byNow.from), byNow.to);
  return clock + beyondChance(share - clock, byNow.error ** 2);
}

/**
 * The range of today: that of a whole day around what the day was expected to cost, and around what it is projected to cost,
 * narrowing with the time that is left. `gap` is the expected less the projected.
 */
function ofDay({ below, above }: ErrorRange, left: number, gap: number): ErrorRange {
  return { below: left * Math.min(below, gap + below), above: left * Math.max(above, gap + above) };
}

/**
 * The errors of the days ahead and what is left of today: between those of the days and of one more, as they are where today
 * goes as usual; and no less than those of the days with today's own range, each independent of the other (root of the sum of
 * squares), where today does not. So if today may end at its low, so may the week and the month that it is in.
 */
function withToday([ahead, oneMore]: readonly [ErrorRange, ErrorRange], left: number, day: Estimate): ErrorRange {
  const today = relativeTo(day);
  const between = (side: "below" | "above") => ahead[side] * (1 - left) + oneMore[side] * left;
  return {
    below: Math.min(between("below"), -Math.hypot(ahead.below, today.below)),
    above: Math.max(between("above"), Math.hypot(ahead.above, today.above)),
  };
}

/** How uncertain a day is: as much as the week or month that it is the last of. */
function relativeTo({ amount, low, high }: Estimate): ErrorRange {
  return { below: Number(low - amount), above: Number(high - amount) };
}

/** The estimate of what is spent and what is still to come; the range reaches no lower than what is spent. */
function estimate(spent: bigint, more: bigint, { below, above }: ErrorRange): Estimate {
  const amount = spent + more;
  const low = amount + whole(below);
  return { spent, amount, low: low > spent ? low : spent, high: amount + whole(above) };
}

const whole = (value: number): bigint => BigInt(Math.round(value));
const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
