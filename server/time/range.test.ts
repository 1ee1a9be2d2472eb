import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dayCount,
  listDays,
  monthRange,
  monthToDate,
  presetRange,
  previousRange,
  rangeInterval,
  rangePresets,
  wholeDays,
} from "./range.ts";

const now = new Date("2026-10-01T06:00:00Z");
const instants = fc.date({ min: new Date("2000-01-01Z"), max: new Date("2100-01-01Z"), noInvalidDate: true });
const presets = fc.constantFrom(...rangePresets);
const between = (start: string, end: string) => ({ start: new Date(start), end: new Date(end) });

test("a preset ends today and counts today", () => {
  expect(presetRange("30d", now)).toEqual({ first: "2026-09-02", last: "2026-10-01" });
  expect(presetRange("7d", new Date("2028-03-01T23:59:59Z"))).toEqual({ first: "2028-02-24", last: "2028-03-01" });
});

test("a month is all of its days", () => {
  expect(monthRange("2028-02")).toEqual({ first: "2028-02-01", last: "2028-02-29" });
  expect(listDays(monthRange("2026-11"))).toHaveLength(30);
});

test("a range that ends before it starts is refused", () => {
  expect(() => listDays({ first: "2026-10-02", last: "2026-10-01" })).toThrow(/before it starts/);
});

test("property: a preset has its number of days, in order, and the previous range ends where it starts", () => {
  fc.assert(
    fc.property(instants, presets, (at, preset) => {
      const range = presetRange(preset, at);
      const days = listDays(range);
      expect(days).toHaveLength(Number.parseInt(preset, 10));
      expect(new Set(days).size).toBe(days.length);
      expect([...days].sort()).toEqual(days);
      expect([days[0], days.at(-1)]).toEqual([range.first, range.last]);
      const previous = previousRange(range);
      expect(dayCount(previous)).toBe(dayCount(range));
      expect(rangeInterval(previous).end).toEqual(rangeInterval(range).start);
    }),
  );
});

describe("comparing like with like", () => {
  test("the month to date is held against the same part of the month before", () => {
    expect(monthToDate(new Date("2026-11-22T18:30:00Z"))).toEqual({
      current: between("2026-11-01T00:00:00Z", "2026-11-22T18:30:00Z"),
      previous: between("2026-10-01T00:00:00Z", "2026-10-22T18:30:00Z"),
    });
    expect(monthToDate(new Date("2027-03-31T12:00:00Z")).previous).toEqual(
      between("2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"),
    );
    expect(monthToDate(new Date("2027-01-01T00:00:00Z")).previous).toEqual(
      between("2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"),
    );
  });

  test("sums by day take the whole days", () => {
    const { current, previous } = monthToDate(new Date("2026-11-22T18:30:00Z"));
    expect(wholeDays(current)).toEqual({ first: "2026-11-01", last: "2026-11-21" });
    expect(wholeDays(previous)).toEqual({ first: "2026-10-01", last: "2026-10-21" });
    expect(wholeDays(monthToDate(new Date("2026-11-01T23:00:00Z")).current)).toBeNull();
    expect(wholeDays(between("2026-11-01T00:00:00.001Z", "2026-11-03T00:00:00Z"))).toEqual({
      first: "2026-11-02",
      last: "2026-11-02",
    });
  });
});
