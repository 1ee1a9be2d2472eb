/*
 * Months, moments and durations in words, beside the labels of server/time. All are UTC and US English, so that the
 * server and every browser write the same; the header says once that times are UTC.
 */

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options });

const monthName = format({ month: "long" });
const monthYear = format({ month: "long", year: "numeric" });
const moment = format({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const momentYear = format({
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const clock = format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** `2026-11` → `November 2026` */
export const longMonth = (month: string): string => monthYear.format(new Date(month));

/** `2026-11` → `November` */
export const nameOfMonth = (month: string): string => monthName.format(new Date(month));

/** `Nov 22, 17:03`; of another year `Nov 22, 2023, 17:03` */
export function momentText(iso: string, now = new Date()): string {
  const at = new Date(iso);
  return (at.getUTCFullYear() === now.getUTCFullYear() ? moment : momentYear).format(at);
}

/** `17:03:09` of an epoch time in milliseconds */
export const clockText = (epochMs: number): string => clock.format(epochMs);

/** Time between two moments: `48 s`, `12 min 5 s`, `3 h 20 min`. Null while it has no end. */
export function durationText(from: string, to: string | null): string | null {
  if (!to) return null;
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** How long until a moment: `8 d 2 h`, `7 h 20 min`, `12 min`; `less than a minute` when it is near or past. */
export function untilText(now: Date, iso: string): string {
  const minutes = Math.floor((Date.parse(iso) - now.getTime()) / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const [count, unit, rest, restUnit] =
    hours < 24 ? [hours, "h", minutes % 60, "min"] : [Math.floor(hours / 24), "d", hours % 24, "h"];
  return rest ? `${count} ${unit} ${rest} ${restUnit}` : `${count} ${unit}`;
}
