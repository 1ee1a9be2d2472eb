import { expect, test } from "vitest";
import { clockText, durationText, longMonth, momentText, nameOfMonth, untilText } from "./moment-text.ts";

test("moments are UTC wherever the reader is", () => {
  const now = new Date("2026-12-31T23:59:00Z");
  expect(momentText("2026-11-22T23:30:00Z", now)).toBe("Nov 22, 23:30");
  expect(momentText("2026-11-22T00:05:00Z", now)).toBe("Nov 22, 00:05");
  expect(momentText("2023-11-22T00:05:00Z", now)).toBe("Nov 22, 2023, 00:05");
  expect(clockText(Date.parse("2026-11-22T00:05:09Z"))).toBe("00:05:09");
});

test("months are named by their key", () => {
  expect(longMonth("2026-01")).toBe("January 2026");
  expect(nameOfMonth("2026-12")).toBe("December");
});

test.each([
  ["2026-11-22T10:00:00Z", "2026-11-22T10:00:48Z", "48 s"],
  ["2026-11-22T10:00:00Z", "2026-11-22T10:12:05Z", "12 min 5 s"],
  ["2026-11-22T10:00:00Z", "2026-11-22T13:20:00Z", "3 h 20 min"],
  ["2026-11-22T10:00:00Z", "2026-11-22T12:00:00Z", "2 h"],
  ["2026-11-22T10:00:00Z", null, null],
])("from %s to %s", (from, to, text) => {
  expect(durationText(from, to)).toBe(text);
});

test.each([
  ["2026-11-22T12:00:30Z", "less than a minute"],
  ["2026-11-22T12:12:00Z", "12 min"],
  ["2026-11-22T19:20:00Z", "7 h 20 min"],
  ["2026-11-23T12:00:00Z", "1 d"],
  ["2026-12-01T00:00:00Z", "8 d 12 h"],
  ["2026-11-22T11:00:00Z", "less than a minute"],
])("until %s it is %s", (iso, text) => {
  expect(untilText(new Date("2026-11-22T12:00:00Z"), iso)).toBe(text);
});
