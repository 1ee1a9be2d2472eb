import { expect, test } from "vitest";
import { adviceOf } from "./advice.ts";

test.each([
  ["warning", 80, "Notification only. Focus on critical tasks."],
  ["warning", 50, null],
  ["critical", 95, "Notification only. Consider pausing non-essential work."],
  ["exceeded", 100, null],
  ["forecast", 100, null],
  ["anomaly", 0, null],
] as const)("of a %s at %d %%: %s", (level, threshold, advice) => {
  expect(adviceOf({ level, threshold })).toBe(advice);
});
