const quarterHourMs = 900_000;

type Zone = { format: Intl.DateTimeFormat; offsets: Map<number, number> };
/** Names come from callers, and one zone goes by many (`Europe/Berlin`, `europe/berlin`). */
const mostZones = 100;
const zones = new Map<string, Zone>();

/** True for a time zone by its IANA name (`Europe/Berlin`), `UTC` or an offset (`+02:00`). */
export function isZone(name: string): boolean {
  return zoneOf(name) !== null;
}

/**
 * The instant, in epoch milliseconds, at which clocks of a zone show a time; `wall` is that time as if it were UTC. Of two
 * (clocks were set back) the first; null where there is none (clocks were set forward over it). @throws Error for no zone.
 */
export function instantIn(zone: string, wall: number): number | null {
  const of = zoneOf(zone);
  if (!of) throw new Error(`${zone} is no time zone`);
  // Rules never change twice within a day, so what held a day before and holds a day after are all that may hold.
  const day = 86_400_000;
  for (const offset of [offsetAt(of, wall - day), offsetAt(of, wall + day)]) {
    if (offsetAt(of, wall - offset) === offset) return wall - offset;
  }
  return null;
}

function zoneOf(name: string): Zone | null {
  const known = zones.get(name);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    const zone = { format, offsets: new Map<number, number>() };
    if (zones.size >= mostZones) zones.clear();
    zones.set(name, zone);
    return zone;
  } catch {
    return null;
  }
}

/** Milliseconds by which clocks of the zone are ahead of UTC. Offsets change at quarters of an hour. */
function offsetAt({ format, offsets }: Zone, at: number): number {
  const quarter = Math.floor(at / quarterHourMs) * quarterHourMs;
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  const parts = Object.fromEntries(format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter;
  if (offsets.size >= 50_000) offsets.clear();
  offsets.set(quarter, offset);
  return offset;
}
