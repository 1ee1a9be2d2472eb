import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  dayFromKey,
  dayKey,
  dayWindow,
  isDayKey,
  isMonthKey,
  lastMonths,
  monthFromKey,
  monthKey,
  monthWindow,
  runWindow,
  windowAt,
} from "./window.ts";

const instants = fc.date({ min: new Date("1970-01-01Z"), max: new Date("2200-01-01Z"), noInvalidDate: true });

describe("windows are UTC, wherever the process runs", () => {
  test.each([
    ["2026-11-22T00:00:00.000Z", "2026-11-22", "2026-11"],
    ["2026-11-22T23:59:59.999Z", "2026-11-22", "2026-11"],
    ["2026-11-30T23:59:59.999Z", "2026-11-30", "2026-11"],
    ["2026-12-01T00:00:00.000Z", "2026-12-01", "2026-12"],
    ["2026-11-30T19:00:00.000-05:00", "2026-12-01", "2026-12"],
    ["2027-01-01T05:44:59.999+05:45", "2026-12-31", "2026-12"],
    ["2028-02-29T12:00:00.000Z", "2028-02-29", "2028-02"],
  ])("%s is in %s and %s", (at, day, month) => {
    expect(dayKey(new Date(at))).toBe(day);
    expect(monthKey(new Date(at))).toBe(month);
  });

  test("a day and a month from their first instant up to the next one's", () => {
    const at = new Date("2026-12-31T18:30:00Z");
    expect(dayWindow(at)).toEqual({
      kind: "day",
      key: "2026-12-31",
      start: new Date("2026-12-31T00:00:00Z"),
      end: new Date("2027-01-01T00:00:00Z"),
    });
    expect(monthWindow(at)).toEqual({
      kind: "month",
      key: "2026-12",
      start: new Date("2026-12-01T00:00:00Z"),
      end: new Date("2027-01-01T00:00:00Z"),
    });
  });

  test("a run has one window, without an end", () => {
    expect(windowAt("run", new Date("2026-11-22Z"))).toBe(runWindow);
    expect(runWindow).toMatchObject({ start: new Date(0), end: null });
  });

  test("property: an instant lies in its window, and windows of a kind meet without gap or overlap", () => {
    fc.assert(
      fc.property(instants, fc.constantFrom("day" as const, "month" as const), (at, kind) => {
        const window = windowAt(kind, at);
        const end = window.end as Date;
        expect(window.start <= at && at < end).toBe(true);
        const next = windowAt(kind, end);
        expect(next.start).toEqual(end);
        expect(next.key > window.key).toBe(true);
        expect(windowAt(kind, new Date(end.getTime() - 1)).key).toBe(window.key);
      }),
    );
  });
});

describe("keys", () => {
  test.each(["2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "2026-1-1", "26-01-01", "2026-11-22T00:00Z", ""])(
    "%j is no day",
    (text) => {
      expect(isDayKey(text)).toBe(false);
      expect(() => dayFromKey(text)).toThrow(/Write it as 2026-11-22/);
    },
  );

  test.each(["2026-13", "2026-0", "2026-11-01", "november", ""])("%j is no month", (text) => {
    expect(isMonthKey(text)).toBe(false);
    expect(() => monthFromKey(text)).toThrow(/Write it as 2026-11/);
  });

  test("an invalid date has no day", () => {
    expect(() => dayKey(new Date(Number.NaN))).toThrow(RangeError);
    expect(() => dayKey(new Date("+012026-01-01T00:00:00Z"))).toThrow(RangeError);
  });

  test("property: days are added and taken away again, over month and leap-year ends", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -4000, max: 4000 }), (at, days) => {
        fc.pre(at.getTime() > 4000 * 86_400_000);
        const key = dayKey(at);
        expect(addDays(addDays(key, days), -days)).toBe(key);
      }),
    );
  });

  test("months are added over year ends", () => {
    expect(addMonths("2026-11", 3)).toBe("2027-02");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
    expect(lastMonths(new Date("2026-02-10Z"))).toEqual([
      "2025-09",
      "2025-10",
      "2025-11",
      "2025-12",
      "2026-01",
      "2026-02",
    ]);
    expect(lastMonths(new Date("2026-03-31T23:00:00Z"), 2)).toEqual(["2026-02", "2026-03"]);
  });
});
