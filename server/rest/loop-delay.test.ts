import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { loopDelayP99, startLoopDelay, windowMs } from "./loop-delay.ts";

afterEach(() => void vi.useRealTimers());

test("how late the event loop was is told of the last whole minute, to everyone who asks, and from the start", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  startLoopDelay();
  await sleep(60);
  const until = performance.now() + 300;
  while (performance.now() < until);
  await sleep(60);
  const first = loopDelayP99();
  expect(first).toBeGreaterThan(0.2);
  expect(loopDelayP99()).toBeGreaterThan(0.2); // the second collector too
  vi.advanceTimersByTime(windowMs);
  const whole = loopDelayP99();
  expect(whole).toBeGreaterThan(0.2);
  await sleep(60);
  expect(loopDelayP99()).toBe(whole);
  vi.advanceTimersByTime(windowMs);
  expect(loopDelayP99()).toBeLessThan(whole);
});
