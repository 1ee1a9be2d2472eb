import { addDays, addMonths, dayFromKey, dayKey, dayMs, monthFromKey, monthWindow } from "./window.ts";

/** The ranges that pages offer, rolling and with today in them. */
export const rangePresets = ["7d", "14d", "30d", "90d"] as const;
export type RangePreset = (typeof rangePresets)[number];

/** Whole UTC days from `first` to `last`, both included, as keys. */
export type DayRange = { readonly first: string; readonly last: string };

/** A stretch of time from `start` up to and without `end`. */
export type Interval = { readonly start: Date; readonly end: Date };

/** The days of a preset: the last one is today. */
export function presetRange(preset: RangePreset, now: Date): DayRange {
  const last = dayKey(now);
  return { first: addDays(last, 1 - Number.parseInt(preset, 10)), last };
}

/** All days of a calendar month, including those still to come. */
export function monthRange(month: string): DayRange {
  const { start, end } = monthFromKey(month);
  return { first: dayKey(start), last: dayKey(new Date(end.getTime() - dayMs)) };
}

/** How many days the range has. @throws RangeError when it ends before it starts. */
export function dayCount(range: DayRange): number {
  const count = (dayFromKey(range.last).start.getTime() - dayFromKey(range.first).start.getTime()) / dayMs + 1;
  if (count < 1) throw new RangeError(`The range ends (${range.last}) before it starts (${range.first}).`);
  return count;
}

/** Every day of the range in order: the rows of a chart, days without spend included. */
export function listDays(range: DayRange): string[] {
  const day = dayFromKey(range.first).start;
  // One date that moves on: pages list hundreds of days, and `addDays` reads and checks its key each time.
  return Array.from({ length: dayCount(range) }, () => {
    const key = dayKey(day);
    day.setUTCDate(day.getUTCDate() + 1);
    return key;
  });
}

/** The range as instants: from 00:00Z of the first day to 00:00Z after the last. */
export function rangeInterval(range: DayRange): Interval {
  dayCount(range);
  return { start: dayFromKey(range.first).start, end: dayFromKey(range.last).end };
}

/** The equally long range that ends on the day before this one starts. */
export function previousRange(range: DayRange): DayRange {
  return { first: addDays(range.first, -dayCount(range)), last: addDays(range.first, -1) };
}

/**
 * The month of `now` up to `now`, and the same time from the start of the month before. Where the month before is shorter
 * (March 31 against February) all of it is taken.
 */
export function monthToDate(now: Date): { current: Interval; previous: Interval } {
  const month = monthWindow(now);
  const current = { start: month.start, end: now };
  const previous = monthFromKey(addMonths(month.key, -1));
  const end = Math.min(previous.start.getTime() + duration(current), previous.end.getTime());
  return { current, previous: { start: previous.start, end: new Date(end) } };
}

/**
 * The whole days within a stretch of time, or null when it has none. Sums by day answer comparisons with it: of
 * `monthToDate` they take the whole days of both sides, which are equally many.
 */
export function wholeDays(interval: Interval): DayRange | null {
  const first = Math.ceil(interval.start.getTime() / dayMs);
  const last = Math.floor(interval.end.getTime() / dayMs) - 1;
  return last < first ? null : { first: dayKey(new Date(first * dayMs)), last: dayKey(new Date(last * dayMs)) };
}

function duration(interval: Interval): number {
  return interval.end.getTime() - interval.start.getTime();
}
