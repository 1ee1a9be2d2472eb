import type { DayRange } from "./range.ts";
import { dayFromKey, monthFromKey } from "./window.ts";

/* How days, months and ranges are written. Locale and zone are fixed, so that the server and every browser write the same. */

const monthDay = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short", day: "numeric" });
const monthDayYear = new Intl.DateTimeFormat("en-US", {
  timeZone: "UTC",
  month: "short",
  day: "numeric",
  year: "numeric",
});
const monthYear = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short", year: "numeric" });

/** `Sep 2`, for an axis; `Sep 2, 2026` with the year. */
export function dayLabel(day: string, options: { year?: boolean } = {}): string {
  return (options.year ? monthDayYear : monthDay).format(dayFromKey(day).start);
}

/** `Nov 2026`. */
export function monthLabel(month: string): string {
  return monthYear.format(monthFromKey(month).start);
}

/** The resolved dates of a range: `Sep 2 – Oct 1, 2026 UTC`, `Dec 20, 2026 – Jan 2, 2027 UTC`, `Oct 1, 2026 UTC`. */
export function rangeLabel(range: DayRange): string {
  return `${spanLabel(range, true)} UTC`;
}

/** The same in the middle of a sentence (“vs Aug 3 – Sep 1”): the years only where they differ, and no zone. */
export function shortRangeLabel(range: DayRange): string {
  return spanLabel(range, false);
}

function spanLabel({ first, last }: DayRange, year: boolean): string {
  if (first === last) return dayLabel(last, { year });
  const yearsDiffer = first.slice(0, 4) !== last.slice(0, 4);
  return `${dayLabel(first, { year: yearsDiffer })} – ${dayLabel(last, { year: year || yearsDiffer })}`;
}
