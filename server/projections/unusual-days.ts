import { expectedDays } from "./expected-days.ts";
import { meanOf } from "./mean-of.ts";
import { conformalQuantiles, daysNeeded, firstOrigin, leastUsual } from "./past-errors.ts";
import { daysBack } from "./spend-history.ts";

/** By how many widths of its range a day lies above it to be unusual: the outer fence of a box plot (Tukey 1977). */
const fence = 1.5;
/** A day is unusual only if none of so many days before it was as dear: what comes once a week is no news. */
const recentDays = 30;

/** A whole day and what the days before said of it, in the unit of the days. The range holds in 80 % of cases. */
export type JudgedDay = { expected: number; low: number; high: number; unusual: boolean };

/** Judged before, by what was asked: pages ask of the same days over and over, and half a year takes milliseconds. */
const known = new Map<string, readonly (JudgedDay | null)[]>();
/** Of two or three kilobytes each. */
const mostKnown = 1_000;

/**
 * Which days cost far more than what was expected of them beforehand: whole days one after the other, of which those from
 * `from` on are judged, each by nothing but the days before it. One in ten days lies above its range, as is in the nature of an 80 %
 * range; a day is unusual one and a half widths of the range further up, and dearer than any of the 30 days before. Null with less than a week before it.
 */
export function judgeDays(days: readonly number[], from: number): readonly (JudgedDay | null)[] {
  const asked = `${from} ${days.join()}`;
  const judged = known.get(asked) ?? judge(days, from);
  // Used last, dropped last.
  known.delete(asked);
  known.set(asked, judged);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  return judged;
}

function judge(days: readonly number[], from: number): (JudgedDay | null)[] {
  const start = Math.max(0, from - daysBack);
  const learnt = days.map((_, day) =>
    day > start ? expectedDays(days.slice(Math.max(0, day - daysBack), day), 1) : { next: [0], usual: 0 },
  );
  return days.slice(from).map((cost, index) => {
    const day = from + index;
    const earliest = Math.max(0, day - daysBack);
    const first = earliest + firstOrigin(day - earliest);
    if (day - earliest < daysNeeded) return null;
    const least = leastUsual * meanOf(days.slice(earliest, day));
    const unit = (of: number) => Math.max(learnt[of]?.usual ?? 0, least);
    if (unit(day) === 0) return null;
    const errors = [];
    for (let origin = first; origin < day; origin++) {
      errors.push(((days[origin] ?? 0) - (learnt[origin]?.next[0] ?? 0)) / unit(origin));
    }
    const { low, high } = conformalQuantiles(Float64Array.from(errors).sort(), errors.length);
    const expected = learnt[day]?.next[0] ?? 0;
    const range = {
      low: Math.max(0, expected + Math.min(0, low * unit(day))),
      high: expected + Math.max(0, high * unit(day)),
    };
    const recent = Math.max(...days.slice(Math.max(0, day - recentDays), day));
    return { expected, ...range, unusual: cost > recent && cost > range.high + fence * (range.high - range.low) };
  });
}
