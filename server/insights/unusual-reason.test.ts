import { expect, test } from "vitest";
import { contextGrowth, type JobShape, unusualReason } from "./unusual-reason.ts";

const usual = { medianCalls: 5, medianInputPerCall: 20_000, medianOutput: 4_000 };
const even = (calls: number, input: number) => Array<number>(calls).fill(input);
const shape = (callInputs: number[], outputTokens: number): JobShape => ({
  ...usual,
  callInputs,
  calls: callInputs.length,
  inputTokens: callInputs.reduce((sum, input) => sum + input, 0),
  outputTokens,
});

test.each<[string, JobShape, string]>([
  [
    "input that grows from call to call",
    shape(
      [10, 20, 40, 60, 80, 100].map((n) => n * 10_000),
      5_000,
    ),
    "growing_context",
  ],
  ["the same with many calls", shape(even(30, 20_000).concat(even(30, 200_000)), 5_000), "growing_context"],
  ["many calls of the usual size", shape(even(80, 21_000), 60_000), "many_calls"],
  ["few calls with a far longer prompt", shape(even(5, 900_000), 4_000), "long_prompt"],
  ["one call with a far longer prompt", shape([2_000_000], 900), "long_prompt"],
  ["one call that wrote a book", shape([20_000], 300_000), "long_output"],
  ["more calls, but longer prompts even more so", shape(even(12, 900_000), 9_000), "long_prompt"],
])("%s", (_what, job, reason) => {
  expect(unusualReason(job)).toBe(reason);
});

test("growth needs six calls, and compares thirds", () => {
  expect(contextGrowth([1, 2, 3, 4, 5])).toBeNull();
  expect(contextGrowth([1, 3, 0, 0, 0, 0, 5, 7])).toEqual({ first: 2, last: 6 });
});
