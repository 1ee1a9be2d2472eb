import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPace } from "./pace.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  [20, 500],
  [120, 1_200],
  [400, 4_000],
  [900, 5_000],
])("rounds of %i ms begin %i ms apart while news keep coming", async (tookMs, apartMs) => {
  const start = performance.now();
  const began: number[] = [];
  const pace = createPace(async () => {
    began.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, tookMs));
  });
  while (began.length < 5) {
    pace.tell();
    await vi.advanceTimersByTimeAsync(50);
  }
  pace.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(began).toEqual([0, 1, 2, 3, 4].map((round) => round * apartMs));
});

test("after a rest news are followed at once, what comes during a round by one more, and nothing by none", async () => {
  let rounds = 0;
  const pace = createPace(async () => {
    rounds++;
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  pace.tell();
  await vi.advanceTimersByTimeAsync(50);
  expect(rounds).toBe(1);
  pace.tell();
  pace.tell();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rounds).toBe(2);
  pace.tell();
  await vi.advanceTimersByTimeAsync(0);
  expect(rounds).toBe(3);
});
