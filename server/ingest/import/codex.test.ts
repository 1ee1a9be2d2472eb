import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("a session is a run; what a thread of it or Codex itself does is a job of another agent in it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "purser-codex-test-"));
  const agentOf = async (payload: object) => {
    const path = join(folder, "rollout.jsonl");
    const usage = { input_tokens: 10, output_tokens: 5 };
    const lines = [
      { timestamp: "2026-04-01T09:00:00Z", type: "session_meta", payload },
      {
        timestamp: "2026-04-01T09:01:00Z",
        type: "event_msg",
        payload: { type: "token_count", info: { last_token_usage: usage, total_token_usage: usage } },
      },
    ];
    writeFileSync(path, lines.map((line) => JSON.stringify(line)).join("\n"));
    const [call] = (await readFixture(path)).calls;
    return [call?.agentId, call?.agentType, call?.runId, call?.jobId];
  };
  expect(await agentOf({ id: "c-1", source: "cli" })).toEqual(["codex", "main-agent", "c-1", "codex:c-1"]);
  expect(await agentOf({ id: "c-2", source: { subagent: "review" } })).toEqual([
    "codex/review",
    "review",
    "c-2",
    "codex:c-2",
  ]);
  const thread_spawn = { parent_thread_id: "c-1", depth: 1, agent_role: "explorer" };
  expect(await agentOf({ id: "c-3", source: { subagent: { thread_spawn } } })).toEqual([
    "codex/explorer",
    "explorer",
    "c-1",
    "codex:c-3",
  ]);
  rmSync(folder, { recursive: true });
});

test("a fork gives the calls it copied from its parent their ids, so that they count once", async () => {
  const parent = await readFixture(fixture("codex-rollout.jsonl"));
  const fork = await readFixture(fixture("codex-fork.jsonl"));
  const known = new Set(parent.calls.map((call) => call.id));
  expect(fork.calls.map((call) => known.has(call.id))).toEqual([true, true, false]);
  expect(fork.calls[2]).toMatchObject({ jobId: "codex:c0de-2", inputTokens: 2000, outputTokens: 55 });
});
