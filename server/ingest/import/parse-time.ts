import { instantIn } from "#server/time/zone.ts";

const earliest = Date.UTC(2015, 0, 1);
const latest = Date.UTC(2100, 0, 1);

const clock = String.raw`(?:(?:T|,? +)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([AP]M))?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?`;
const iso = new RegExp(String.raw`^(\d{4})([-/])(\d{1,2})\2(\d{1,2})${clock}$`, "i");
const dayFirst = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${clock}$`, "i");
const number = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Milliseconds in one unit of a Unix time; which one it is follows from its size. */
const unixUnits = [1000, 1, 1e-3, 1e-6];

/** Which of day and month comes first where the year comes last. */
export type DateOrder = "dmy" | "mdy";

/** How a file writes its times, where that cannot be told from the text. */
export type TimeNotation = { order?: DateOrder | undefined; zone?: string | undefined };

/**
 * A time as files write it: ISO 8601 with `T` or a space, any number of decimals, with a zone or without (then that of
 * `zone`, else UTC); or Unix time in seconds, milliseconds, microseconds or nanoseconds. Finer than a millisecond is cut
 * off. Dates that could be read two ways (03/04/2026) are not guessed: `order` says which way. `wall`: what the clock that
 * wrote it showed, as if it were UTC, whatever the zone is taken to be.
 */
export function parseTime(
  value: unknown,
  { order, zone }: TimeNotation = {},
): { at: Date; wall?: number } | { problem: string } {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (text === "") return { problem: "has no time" };
  if (number.test(text)) return parseUnix(text);
  const quoted = `time "${text.slice(0, 40)}"`;
  const written = readDate(text, order);
  if (!written) {
    const example = order ? `${order === "dmy" ? "22/11/2026" : "11/22/2026"} 09:30` : "2026-11-22T09:30:00Z";
    return { problem: `${quoted} is not ${order ? "" : "ISO 8601 "}(${example}) nor Unix time` };
  }
  const { wall, offset } = written;
  const at = offset !== null ? wall - offset : zone === undefined ? wall : instantIn(zone, wall);
  if (at === null) return { problem: `${quoted} does not exist in ${zone}: clocks were set forward over it` };
  if (!inRange(new Date(at))) return { problem: `${quoted} is not between 2015 and 2100` };
  return offset === null && zone !== undefined ? { at: new Date(at), wall } : { at: new Date(at) };
}

/** What a clock showed, as if it were UTC, and how far it was ahead of UTC where that is said. */
type Written = { wall: number; offset: number | null };

function readDate(text: string, order: DateOrder | undefined): Written | null {
  const [, year = "", , month = "", day = "", ...rest] = iso.exec(text) ?? [];
  if (year) return fromParts([year, month, day], rest);
  const [, first = "", , second = "", lastYear = "", ...clockParts] = (order && dayFirst.exec(text)) || [];
  if (!lastYear) return null;
  return fromParts(order === "dmy" ? [lastYear, second, first] : [lastYear, first, second], clockParts);
}

function parseUnix(text: string): { at: Date } | { problem: string } {
  for (const unit of unixUnits) {
    const at = new Date(Math.floor(Number(text) * unit));
    if (inRange(at)) return { at };
  }
  return {
    problem: `time ${text.slice(0, 40)} is not a Unix time; where times count from zero, say from when with --map ({"occurredAt": {"column": "…", "from": "2026-11-22T00:00:00Z", "unit": "ms"}})`,
  };
}

function fromParts([year, month, day]: [string, string, string], clockParts: (string | undefined)[]): Written | null {
  const [hour = "0", minute = "0", second = "0", fraction = "", half, zone] = clockParts;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const check = new Date(utc);
  // Date.UTC turns February 30 into March 2: such a date is an error, not another day.
  if (check.getUTCMonth() !== Number(month) - 1 || check.getUTCDate() !== Number(day)) return null;
  const hours = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
  if ((half && (Number(hour) < 1 || Number(hour) > 12)) || hours > 23) return null;
  if (Number(minute) > 59 || Number(second) > 60) return null;
  const time = (hours * 3600 + Number(minute) * 60 + Number(second)) * 1000;
  const wall = utc + time + Number(fraction.padEnd(3, "0").slice(0, 3));
  return { wall, offset: zone === undefined ? null : offsetMs(zone) };
}

function offsetMs(zone: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!parts) return 0;
  return (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0)) * 60_000;
}

function inRange(at: Date): boolean {
  return at.getTime() >= earliest && at.getTime() < latest;
}
