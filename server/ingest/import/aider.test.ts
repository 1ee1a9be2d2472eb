import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { fixture, readFixture, sumOf, trace } from "./fixtures/read-fixture.ts";

test("the cost of a call is `cost`, never the running `total_cost`; equal calls are two calls", async () => {
  const { format, calls } = await readFixture(fixture("aider-analytics.jsonl"));
  expect(format).toBe("aider");
  expect(calls.slice(0, 3).map((call) => call.cost)).toEqual([0.0315, 0.0315, 0.0315]);
  expect(new Set(calls.map((call) => call.id)).size).toBe(8);
  expect(calls[0]).toMatchObject({
    provider: "anthropic",
    model: "claude-sonnet-4-5",
    occurredAt: "2026-01-01T09:01:00.000Z",
  });
});

test("a session goes on while the running cost does", async () => {
  const { calls } = await readFixture(fixture("aider-analytics.jsonl"));
  expect(calls[1]?.sessionId).toBe(calls[0]?.sessionId);
  expect(calls[3]?.sessionId).not.toBe(calls[0]?.sessionId);
});

test("an absurd cost stays as reported; 0 is 0 for named and local models and unknown for hidden ones", async () => {
  const { calls } = await readFixture(fixture("aider-analytics.jsonl"));
  expect(calls.slice(3).map((call) => [`${call.provider}/${call.model}`, call.cost])).toEqual([
    ["google/gemini-2.5-pro", 9990.01252875],
    ["openrouter/REDACTED", undefined],
    ["ollama/REDACTED", 0],
    ["unknown/None", 0.0004],
    ["google/gemini-2.5-pro-exp-03-25", 0],
  ]);
});

const real = trace("aider/analytics_message_send.jsonl");
test.skipIf(!existsSync(real))("real calls: 5,563 with their tokens and costs (../shared/data)", async () => {
  const { calls } = await readFixture(real);
  expect(new Set(calls.map((call) => call.id)).size).toBe(5563);
  expect(sumOf(calls, "inputTokens")).toBe(73_020_005);
  expect(sumOf(calls, "outputTokens")).toBe(2_956_951);
  expect(sumOf(calls, "cost")).toBeCloseTo(10_182.700381635981, 6);
  expect(calls.filter((call) => call.cost === undefined)).toHaveLength(284);
});
