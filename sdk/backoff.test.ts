import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs, readRetryAfter } from "./backoff.ts";

test("waits grow twofold up to thirty seconds, half of each by chance", () => {
  const bounds = (failures: number) => [backoffMs(failures, null, () => 0), backoffMs(failures, null, () => 1)];
  expect([1, 2, 3, 4].map(bounds)).toEqual([
    [125, 250],
    [250, 500],
    [500, 1_000],
    [1_000, 2_000],
  ]);
  expect(bounds(8)).toEqual([15_000, 30_000]);
  expect(bounds(1_000)).toEqual([15_000, 30_000]);
});

test("never sooner than the server asked for", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(600_000), (failures, asked) => {
      expect(backoffMs(failures, asked)).toBeGreaterThanOrEqual(asked);
    }),
  );
});

test.each([
  ["7", 7_000],
  ["0.5", 500],
  ["Sun, 22 Nov 2026 10:00:09 GMT", 9_000],
  ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
  ["-3", 0],
  ["", null],
  ["soon", null],
  [null, null],
])("Retry-After %j is %j ms", (header, ms) => {
  expect(readRetryAfter(header, Date.parse("2026-11-22T10:00:00Z"))).toBe(ms);
});
