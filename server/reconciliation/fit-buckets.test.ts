import fc from "fast-check";
import { expect, test } from "vitest";
import { fitBuckets } from "./fit-buckets.ts";

const hour = (at: number) => new Date(Date.UTC(2026, 9, 1, at));
const span = (from: number, to: number) => ({ start: hour(from), end: hour(to) });
const hours = Array.from({ length: 24 }, (_, at) => span(at, at + 1));

test("one of the same bounds takes the other’s place", () => {
  const day = span(0, 24);
  expect(fitBuckets([span(0, 24)], [day])).toEqual({ put: [{ bucket: day, before: day }], remove: [], refused: [] });
});

test("the hours of a day take the place of its one figure, and the other way round", () => {
  expect(fitBuckets([span(0, 24)], hours)).toMatchObject({ put: { length: 24 }, remove: [span(0, 24)], refused: [] });
  expect(fitBuckets(hours, [span(0, 24)])).toMatchObject({ put: { length: 1 }, remove: hours, refused: [] });
});

test("some hours of a day that is one figure are refused: the rest of it would be lost", () => {
  const some = hours.slice(0, 5);
  expect(fitBuckets([span(0, 24)], some)).toEqual({
    put: [],
    remove: [],
    refused: some.map((bucket) => ({ bucket, inWayOf: span(0, 24) })),
  });
});

test("whatever comes after whatever: what stands never overlaps, and no hour that was told is lost", () => {
  const spans = fc
    .tuple(fc.integer({ min: 0, max: 46 }), fc.integer({ min: 1, max: 24 }))
    .map(([from, length]) => span(from, from + length));
  const told = (of: readonly { start: Date; end: Date }[]) =>
    Array.from({ length: 72 }, (_, at) => of.filter((one) => one.start <= hour(at) && hour(at) < one.end).length);
  fc.assert(
    fc.property(fc.array(fc.array(spans, { maxLength: 6 }), { maxLength: 5 }), (imports) => {
      let standing: { start: Date; end: Date }[] = [];
      for (const incoming of imports) {
        const before = told(standing);
        const { put, remove, refused } = fitBuckets(standing, incoming);
        expect(put.length + refused.length).toBe(incoming.length);
        const replaced = put.map((one) => one.before);
        standing = standing.filter((one) => !remove.includes(one) && !replaced.includes(one));
        standing.push(...put.map(({ bucket }) => bucket));
        const after = told(standing);
        expect(Math.max(0, ...after)).toBeLessThanOrEqual(1);
        for (const [at, times] of before.entries()) expect(after[at]).toBeGreaterThanOrEqual(times);
      }
    }),
  );
});
