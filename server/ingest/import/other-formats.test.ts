import { expect, test } from "vitest";
import { fixture, readFixture } from "./fixtures/read-fixture.ts";
import { sampleText } from "./sample-file.ts";

test("LiteLLM: cache counts come from the metadata text; a failure is an error", async () => {
  const { format, calls } = await readFixture(fixture("litellm-spend.json"));
  expect(format).toBe("litellm");
  expect(calls).toMatchObject([
    {
      id: "litellm:chatcmpl-1",
      occurredAt: "2026-05-01T09:20:46.847Z",
      inputTokens: 2000,
      cachedInputTokens: 1536,
      outputTokens: 80,
      reasoningTokens: 32,
      cost: 0.0022,
      status: "ok",
    },
    { id: "litellm:chatcmpl-2", cost: 0, status: "error" },
  ]);
});

test("OpenCode: disjoint counts become whole ones", async () => {
  const { format, calls } = await readFixture(fixture("opencode-message.json"));
  expect(format).toBe("opencode");
  expect(calls).toMatchObject([
    { inputTokens: 1300, cachedInputTokens: 300, outputTokens: 700, reasoningTokens: 200, cost: 0.01 },
  ]);
});

test("Qwen Code: a call is counted once, though its telemetry tells it again", async () => {
  const { format, calls } = await readFixture(fixture("qwen-code.jsonl"));
  expect(format).toBe("qwen-code");
  expect(calls).toMatchObject([
    { inputTokens: 500, cachedInputTokens: 100, outputTokens: 32, reasoningTokens: 12, provider: "alibaba" },
  ]);
});

test("own events stand as they are; the project fills in where none is named", async () => {
  const { format, found, calls } = await readFixture(fixture("events.ndjson"), { projectId: "shop", agentId: "other" });
  expect(format).toBe("purser-events");
  expect(calls.map((call) => [call.id, call.projectId, call.agentId])).toEqual([
    ["e-1", "web", "builder"],
    ["e-2", "shop", "builder"],
    ["e-3", "shop", "builder"],
  ]);
  expect(found.at(-1)).toEqual({ kind: "refused", line: 4, reason: "not valid JSON (cut off or damaged)" });
});

test.each([
  ["prose", "Dear diary,\n\nit rained.\n"],
  ["nothing", ""],
  ["one column", "time\n1\n2\n"],
  ["a JSON document that is no call", '{\n  "session_id": "x",\n  "cost": { "total_cost_usd": 0.05 }\n}\n'],
])("%s is not taken for something else", async (_, text) => {
  const { formats } = await import("./formats.ts");
  const sample = sampleText(text, true);
  expect(sample && formats.find((format) => format.matches(sample))).toBeFalsy();
});
