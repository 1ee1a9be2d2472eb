import { expect, test } from "vitest";
import { dayLabel, monthLabel, rangeLabel, shortRangeLabel } from "./label.ts";

test.each([
  ["2026-09-02", "2026-10-01", "Sep 2 – Oct 1, 2026 UTC", "Sep 2 – Oct 1"],
  ["2026-12-20", "2027-01-02", "Dec 20, 2026 – Jan 2, 2027 UTC", "Dec 20, 2026 – Jan 2, 2027"],
  ["2026-10-01", "2026-10-01", "Oct 1, 2026 UTC", "Oct 1"],
])("%s to %s", (first, last, long, short) => {
  expect(rangeLabel({ first, last })).toBe(long);
  expect(shortRangeLabel({ first, last })).toBe(short);
});

test("days and months", () => {
  expect(dayLabel("2026-01-01")).toBe("Jan 1");
  expect(dayLabel("2026-12-31", { year: true })).toBe("Dec 31, 2026");
  expect(monthLabel("2026-11")).toBe("Nov 2026");
});
