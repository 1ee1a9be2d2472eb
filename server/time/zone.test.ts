import fc from "fast-check";
import { expect, test } from "vitest";
import { instantIn, isZone } from "./zone.ts";

const at = (zone: string, wall: string) => {
  const instant = instantIn(zone, Date.parse(`${wall}Z`));
  return instant === null ? null : new Date(instant).toISOString();
};

test.each([
  ["UTC", "2026-01-15T09:30:00", "2026-01-15T09:30:00.000Z"],
  ["Europe/Berlin", "2026-01-15T09:30:00", "2026-01-15T08:30:00.000Z"],
  ["Europe/Berlin", "2026-07-15T09:30:00", "2026-07-15T07:30:00.000Z"],
  ["America/Los_Angeles", "2026-12-31T20:00:00", "2027-01-01T04:00:00.000Z"],
  ["Asia/Kathmandu", "2026-01-15T00:00:00", "2026-01-14T18:15:00.000Z"],
  ["+02:00", "2026-01-15T09:30:00", "2026-01-15T07:30:00.000Z"],
  // Set forward at 02:00, set back at 03:00.
  ["Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59.000Z"],
  ["Europe/Berlin", "2026-03-29T02:30:00", null],
  ["Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00.000Z"],
  ["Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z"],
  ["Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00.000Z"],
])("in %s clocks show %s at %s", (zone, wall, expected) => {
  expect(at(zone, wall)).toBe(expected);
});

test("a zone is one that is known", () => {
  expect(["UTC", "Europe/Berlin", "+05:45"].map(isZone)).toEqual([true, true, true]);
  expect(["", "Berlin", "Mars/Olympus", "+99:00"].map(isZone)).toEqual([false, false, false, false]);
});

test("whatever the instant, what clocks show leads back to it, or to the hour before it that they showed too", () => {
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"];
  const instants = fc.integer({ min: Date.UTC(2015, 0, 2), max: Date.UTC(2036, 0, 1) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, (zone, instant) => {
      const text = new Date(instant).toLocaleString("sv-SE", { timeZone: zone });
      const wall = Date.parse(`${text.replace(" ", "T")}Z`);
      const second = Math.floor(instant / 1000) * 1000;
      const found = instantIn(zone, wall);
      expect(found).not.toBeNull();
      expect(new Date(found ?? 0).toLocaleString("sv-SE", { timeZone: zone })).toBe(text);
      expect([0, 1_800_000, 3_600_000]).toContain(second - (found ?? 0));
    }),
  );
});
