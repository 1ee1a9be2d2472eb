import { expectedDays } from "./expected-days.ts";
import { meanOf } from "./mean-of.ts";

/** Whole days of history without which nothing is projected. */
export const daysNeeded = 7;
/** Share of cases that an interval is to hold in. */
const coverage = 0.8;
/** The longest sum that is measured: a month from its first day. */
const mostAhead = 31;
/** A usual day is never taken for less than this part of the whole history's mean, so that errors after idle weeks stay finite. */
export const leastUsual = 0.1;

/** How far the sum of some coming days may lie below (0 or less) and above (0 or more) what is expected of it. */
export type ErrorRange = { below: number; above: number };

/**
 * What the method got wrong in the past: from each day of the history on that had a week before it (of less than three weeks:
 * a third of it), the next days are projected by what was known then and held against what they came to (rolling origin:
 * Tashman 2000). Answers, for the trend and for the rolling average, the range that 80 % of the errors of `count` days' sum
 * lie in, by empirical quantiles with the finite-sample correction of split conformal prediction (Vovk, Gammerman and Shafer
 * 2005; Lei et al. 2018). Errors are measured in usual days of their time (locally weighted), so that they fit a spend that
 * has grown since.
 *
 * Sums of overlapping days say little more than those that do not overlap: m of them count as m / `count`. Where the history
 * is shorter than three times `count`, the errors of a third of it are stretched in proportion, as if they persisted.
 */
export function pastErrors(days: readonly number[]) {
  const least = leastUsual * meanOf(days);
  const sums = runningSums(days);
  const sumOf = (from: number, count: number) => (sums[from + count] ?? 0) - (sums[from] ?? 0);
  const start = firstOrigin(days.length);
  const origins = Array.from({ length: days.length - start }, (_, index) => {
    const origin = start + index;
    const { next, average, usual } = expectedDays(days.slice(0, origin), Math.min(days.length - origin, mostAhead));
    return { origin, unit: Math.max(usual, least), trend: runningSums(next), average };
  });
  const unitNow = Math.max(expectedDays(days, 0).usual, least);

  const range = (
    count: number,
    expectedOf: (origin: (typeof origins)[number], count: number) => number,
  ): ErrorRange => {
    if (count <= 0 || unitNow === 0) return { below: 0, above: 0 };
    const measured = Math.min(count, Math.max(1, Math.floor(origins.length / 3)));
    const errors = origins
      .filter(({ origin }) => origin + measured <= days.length)
      .map((from) => (sumOf(from.origin, measured) - expectedOf(from, measured)) / from.unit);
    const { low, high } = conformalQuantiles(Float64Array.from(errors).sort(), errors.length / measured);
    const scale = (count / measured) * unitNow;
    return { below: Math.min(0, low * scale), above: Math.max(0, high * scale) };
  };
  return {
    trend: (count: number) => range(count, ({ trend }, measured) => trend[measured] ?? 0),
    average: (count: number) => range(count, ({ average }, measured) => average * measured),
  };
}

/** From which of so many days on it is looked how well the days before it told: after a week, of a short history earlier. */
export function firstOrigin(count: number): number {
  return Math.max(1, Math.min(daysNeeded, Math.floor(count / 3)));
}

/** The quantiles that 80 % of further values lie between, where the sorted ones say as much as `worth` independent ones. */
export function conformalQuantiles(sorted: Float64Array, worth: number): { low: number; high: number } {
  const level = Math.min(1, (((1 + coverage) / 2) * (worth + 1)) / Math.max(worth, 1));
  const high = sorted[Math.ceil(level * sorted.length) - 1] ?? 0;
  const low = sorted[Math.floor((1 - level) * sorted.length)] ?? 0;
  return { low, high };
}

function runningSums(values: readonly number[]): number[] {
  let sum = 0;
  return [0, ...values.map((value) => (sum += value))];
}
