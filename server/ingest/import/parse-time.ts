const earliest = Date.UTC(2015, 0, 1);
const latest = Date.UTC(2100, 0, 1);

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;
const number = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Milliseconds in one unit of a Unix time; which one it is follows from its size. */
const unixUnits = [1000, 1, 1e-3, 1e-6];

/**
 * A time as files write it: ISO 8601 with `T` or a space, any number of decimals, with a zone or without (then UTC);
 * or Unix time in seconds, milliseconds, microseconds or nanoseconds. Finer than a millisecond is cut off.
 * Dates that could be read two ways (03/04/2026) are not guessed.
 */
export function parseTime(value: unknown): { at: Date } | { problem: string } {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (text === "") return { problem: "has no time" };
  if (number.test(text)) return parseUnix(text);
  const parts = iso.exec(text);
  const at = parts && fromParts(parts);
  if (!at) return { problem: `time "${text.slice(0, 40)}" is not ISO 8601 (2026-11-22T09:30:00Z) nor Unix time` };
  return inRange(at) ? { at } : { problem: `time "${text.slice(0, 40)}" is not between 2015 and 2100` };
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

function fromParts([, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"]: string[]) {
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const check = new Date(utc);
  // Date.UTC turns February 30 into March 2: such a date is an error, not another day.
  if (check.getUTCMonth() !== Number(month) - 1 || check.getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const time = (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
  return new Date(utc + time + Number(fraction.padEnd(3, "0").slice(0, 3)) - offsetMs(zone));
}

function offsetMs(zone: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!parts) return 0;
  return (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0)) * 60_000;
}

function inRange(at: Date): boolean {
  return at.getTime() >= earliest && at.getTime() < latest;
}
