import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTime } from "./parse-time.ts";

const written = (value: unknown) => {
  const time = parseTime(value);
  return "at" in time ? time.at.toISOString() : time.problem;
};

test.each([
  ["2023-11-16 18:17:03.9799600", "2023-11-16T18:17:03.979Z"],
  ["2023-11-16T18:17:03", "2023-11-16T18:17:03.000Z"],
  ["2026-01-26T15:55:37.309255+00:00", "2026-01-26T15:55:37.309Z"],
  ["2026-01-26T00:30:00+05:45", "2026-01-25T18:45:00.000Z"],
  ["2026-01-26T23:30:00-0700", "2026-01-27T06:30:00.000Z"],
  ["2026-01-26 15:55:37 UTC", "2026-01-26T15:55:37.000Z"],
  ["2026-01-26", "2026-01-26T00:00:00.000Z"],
  [1723560043, "2024-08-13T14:40:43.000Z"],
  ["1723560043.5", "2024-08-13T14:40:43.500Z"],
  [1733011200000, "2024-12-01T00:00:00.000Z"],
  ["1733011200000000", "2024-12-01T00:00:00.000Z"],
  ["1733011200000000000", "2024-12-01T00:00:00.000Z"],
])("%s is %s, whatever the machine's zone", (value, expected) => {
  expect(written(value)).toBe(expected);
});

test.each([
  ["", "has no time"],
  [null, "has no time"],
  ["2026-02-30T00:00:00Z", "not ISO 8601"],
  ["2026-01-26T25:00:00Z", "not ISO 8601"],
  ["03/04/2026", "not ISO 8601"],
  ["yesterday", "not ISO 8601"],
  [350, "not a Unix time"],
  ["1999-01-01T00:00:00Z", "not between 2015 and 2100"],
])("%s is refused: %s", (value, expected) => {
  expect(written(value)).toContain(expected);
});

test("every instant comes back from ISO text and from Unix milliseconds", () => {
  const instants = fc.date({ min: new Date("2015-01-02"), max: new Date("2099-12-30"), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (at) => {
      expect(written(at.toISOString())).toBe(at.toISOString());
      expect(written(at.getTime())).toBe(at.toISOString());
    }),
  );
});

test.each([
  ["22/11/2026 09:30", { order: "dmy" }, "2026-11-22T09:30:00.000Z"],
  ["03/04/2026", { order: "dmy" }, "2026-04-03T00:00:00.000Z"],
  ["03/04/2026", { order: "mdy" }, "2026-03-04T00:00:00.000Z"],
  ["3.4.2026 7:05:09", { order: "dmy" }, "2026-04-03T07:05:09.000Z"],
  ["11/22/2026, 12:15 AM", { order: "mdy" }, "2026-11-22T00:15:00.000Z"],
  ["11/22/2026 1:15:30 PM", { order: "mdy", zone: "America/New_York" }, "2026-11-22T18:15:30.000Z"],
  ["2026/11/22 09:30", {}, "2026-11-22T09:30:00.000Z"],
  ["2026-07-01 09:30", { zone: "Europe/Berlin" }, "2026-07-01T07:30:00.000Z"],
  ["2026-07-01T09:30Z", { zone: "Europe/Berlin" }, "2026-07-01T09:30:00.000Z"],
  [1723560043, { zone: "Europe/Berlin" }, "2024-08-13T14:40:43.000Z"],
] as const)("%s by %j is %s", (value, how, expected) => {
  const time = parseTime(value, how);
  expect("at" in time ? time.at.toISOString() : time.problem).toBe(expected);
});

test("what an order or a zone does not allow is refused", () => {
  const problem = (value: string, how: Parameters<typeof parseTime>[1]) => {
    const time = parseTime(value, how);
    return "problem" in time ? time.problem : null;
  };
  expect(problem("22/11/2026", { order: "mdy" })).toContain("is not (11/22/2026 09:30)");
  expect(problem("22/11/26", { order: "dmy" })).toContain("is not (22/11/2026 09:30)");
  expect(problem("22/11/2026 13:00 PM", { order: "dmy" })).toContain("is not");
  expect(problem("2026-03-29 02:30", { zone: "Europe/Berlin" })).toContain("clocks were set forward");
});
