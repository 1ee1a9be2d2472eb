/*
 * The windows that spend is counted and capped in. UTC everywhere: a day starts at 00:00Z, a month on its first.
 * Days and months are also named by keys, `2026-11-22` and `2026-11`, which sort as they follow each other.
 */

export type WindowKind = "day" | "month" | "run";

/** From `start` up to and without `end`; a run has no end. */
export type TimeWindow = {
  readonly kind: WindowKind;
  readonly key: string;
  readonly start: Date;
  readonly end: Date | null;
};

/** A window with both ends: a day or a month. */
export type ClosedWindow = TimeWindow & { readonly end: Date };

/** Milliseconds of a UTC day: UTC has no summer time, and POSIX time no leap seconds. */
export const dayMs = 86_400_000;

/** Milliseconds of an hour. */
export const hourMs = 3_600_000;

const dayPattern = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const monthPattern = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The UTC day that contains `at`. */
export function dayWindow(at: Date): ClosedWindow {
  return dayFromKey(dayKey(at));
}

/** The UTC calendar month that contains `at`. */
export function monthWindow(at: Date): ClosedWindow {
  return monthFromKey(monthKey(at));
}

/**
 * The window of a pipeline run's counter: all of the run, whatever days it spans. It starts at the epoch, so that the
 * key of a counter is known without looking the run up.
 */
export const runWindow: TimeWindow = { kind: "run", key: "run", start: new Date(0), end: null };

/** The window of this kind that `at` falls into. */
export function windowAt(kind: WindowKind, at: Date): TimeWindow {
  if (kind === "day") return dayWindow(at);
  return kind === "month" ? monthWindow(at) : runWindow;
}

/** `2026-11-22`, the UTC day of `at`. @throws RangeError for an invalid date or a year beyond 0000 to 9999. */
export function dayKey(at: Date): string {
  const text = at.toISOString();
  if (text.length !== 24) throw new RangeError(`${text} is outside the years 0000 to 9999.`);
  return text.slice(0, 10);
}

/** `2026-11`, the UTC month of `at`. @throws RangeError as `dayKey`. */
export function monthKey(at: Date): string {
  return dayKey(at).slice(0, 7);
}

/** Whether this is the key of a day that exists: `2026-02-29` is not. */
export function isDayKey(text: string): boolean {
  if (!dayPattern.test(text)) return false;
  const start = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(start.getTime()) && dayKey(start) === text;
}

/** The month before which nothing can be recorded. */
export const accountsBegin = "2015-01";

/** Whether this is the key of a month. */
export function isMonthKey(text: string): boolean {
  return monthPattern.test(text);
}

/** The UTC day of a key. @throws RangeError when there is no such day. */
export function dayFromKey(key: string): ClosedWindow {
  if (!isDayKey(key)) throw new RangeError(`"${key}" is not a day. Write it as 2026-11-22.`);
  const start = new Date(`${key}T00:00:00.000Z`);
  return { kind: "day", key, start, end: new Date(start.getTime() + dayMs) };
}

/** The UTC month of a key. @throws RangeError when there is no such month. */
export function monthFromKey(key: string): ClosedWindow {
  if (!isMonthKey(key)) throw new RangeError(`"${key}" is not a month. Write it as 2026-11.`);
  const start = new Date(`${key}-01T00:00:00.000Z`);
  const end = new Date(start);
  end.setUTCMonth(end.getUTCMonth() + 1);
  return { kind: "month", key, start, end };
}

/** The day that lies `days` after (or, negative, before) the day of this key. */
export function addDays(key: string, days: number): string {
  return dayKey(new Date(dayFromKey(key).start.getTime() + days * dayMs));
}

/** The month that lies `months` after (or, negative, before) the month of this key. */
export function addMonths(key: string, months: number): string {
  const start = new Date(monthFromKey(key).start);
  start.setUTCMonth(start.getUTCMonth() + months);
  return monthKey(start);
}

/** The last `count` months up to and with the month of `now`, oldest first. */
export function lastMonths(now: Date, count = 6): string[] {
  const current = monthKey(now);
  return Array.from({ length: count }, (_, index) => addMonths(current, index - count + 1));
}
