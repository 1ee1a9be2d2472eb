import { expect, test } from "vitest";
import { fixture, readFixture } from "./fixtures/read-fixture.ts";

test("the last call counts, not the running total; an equal total is no new call", async () => {
  const { format, calls, found } = await readFixture(fixture("codex-rollout.jsonl"));
  expect(format).toBe("codex");
  expect(calls).toMatchObject([
    { inputTokens: 1000, cachedInputTokens: 0, outputTokens: 100, reasoningTokens: 60, effort: "high" },
    { inputTokens: 1800, cachedInputTokens: 1024, outputTokens: 90, reasoningTokens: 40, model: "gpt-5.2-codex" },
    // Only a running total is written here: the call is the difference.
    { inputTokens: 2000, cachedInputTokens: 1024, outputTokens: 100, reasoningTokens: 10, model: "gpt-5.3-codex" },
  ]);
  expect(found.filter((item) => item.kind === "skipped").map((item) => item.line)).toEqual([5]);
});

test("a fork gives the calls it copied from its parent their ids, so that they count once", async () => {
  const parent = await readFixture(fixture("codex-rollout.jsonl"));
  const fork = await readFixture(fixture("codex-fork.jsonl"));
  const known = new Set(parent.calls.map((call) => call.id));
  expect(fork.calls.map((call) => known.has(call.id))).toEqual([true, true, false]);
  expect(fork.calls[2]).toMatchObject({ jobId: "codex:c0de-2", inputTokens: 2000, outputTokens: 55 });
});
