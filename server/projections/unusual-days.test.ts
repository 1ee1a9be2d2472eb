import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeDays } from "./unusual-days.ts";

const calm = (count: number) => Array.from({ length: count }, (_, day) => 10 + (day % 4));
const marked = (days: number[], from = 0) =>
  judgeDays(days, from).flatMap((day, index) => (day?.unusual ? [from + index] : []));

test("a spike is unusual, the calm days around it are not; a week is needed to tell", () => {
  const days = calm(60);
  days[40] = 60;
  expect(marked(days)).toEqual([40]);
  expect(marked(days, 40)).toEqual([40]);
  expect(judgeDays(days, 0).slice(0, 7)).toEqual(Array(7).fill(null));
  const [judged] = judgeDays(days, 40);
  expect(judged?.low).toBeLessThanOrEqual(judged?.expected ?? 0);
  expect(judged?.high).toBeLessThan(20);
  // What was judged before is remembered by what the days were, not by who asked.
  days[41] = 200;
  expect(marked(days)).toEqual([40, 41]);
});

test("weekends that are always empty are not unusual, and spend on one is", () => {
  const days = Array.from({ length: 70 }, (_, day) => (day % 7 >= 5 ? 0 : 10 + (day % 3)));
  expect(marked(days, 30)).toEqual([]);
  days[68] = 30; // a Saturday
  expect(marked(days, 30)).toEqual([68]);
});

test("scattered spend makes wide ranges: few of its own days are unusual", () => {
  const days = Array.from({ length: 120 }, (_, day) => ((day * 7919) % 13) ** 2);
  expect(marked(days, 20).length).toBeLessThan(3);
});

test("a day is judged by nothing but the days before it, at any scale", () => {
  const costs = fc.array(fc.oneof(fc.constant(0), fc.nat(100_000)), {
    minLength: 8,
    maxLength: 150,
  });
  fc.assert(
    fc.property(costs, (days) => {
      const all = judgeDays(days, 0);
      const shorter = judgeDays(days.slice(0, -1), 0);
      expect(all.slice(0, -1)).toEqual(shorter);
      expect(judgeDays(days, days.length - 1)).toEqual(all.slice(-1));
      for (const day of all) {
        if (day) expect(0 <= day.low && day.low <= day.expected && day.expected <= day.high).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});
