import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { fixture, readFixture, sumOf, trace } from "./fixtures/read-fixture.ts";

const session = "5d0c2f9e-1b7a-4c11-9b1f-3f6f6f1c0a01";

test("a call that is logged on several lines is one call: the line with the largest output", async () => {
  const { format, calls } = await readFixture(fixture("claude-code/9b1f-session.jsonl"));
  expect(format).toBe("claude-code");
  expect(calls.map((call) => [call.id, call.outputTokens, call.occurredAt])).toEqual([
    ["claude-code:msg_B:req_B", 50, "2026-03-02T09:00:20.000Z"],
    ["claude-code:msg_A:req_A", 120, "2026-03-02T09:00:09.000Z"],
    ["claude-code:msg_C:req_C", 30, "2026-03-02T09:01:00.000Z"],
  ]);
});

test("input becomes the whole input; cache writes are split by how long they last", async () => {
  const { calls } = await readFixture(fixture("claude-code/9b1f-session.jsonl"));
  expect(calls.find((call) => call.id.includes("msg_A"))).toMatchObject({
    inputTokens: 1510,
    cachedInputTokens: 1000,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 500,
    provider: "anthropic",
    model: "claude-sonnet-4-6",
    agentId: "claude-code",
    sessionId: session,
    jobId: `claude-code:${session}`,
  });
  expect(calls.find((call) => call.id.includes("msg_B"))).toMatchObject({
    cacheWriteTokens: 200,
    cacheWrite1hTokens: 0,
  });
  expect(calls.find((call) => call.id.includes("msg_C"))?.cost).toBe(0.0125);
});

test("every usage line is accounted for: repeats, placeholders and damage with their reasons", async () => {
  const { found } = await readFixture(fixture("claude-code/9b1f-session.jsonl"));
  expect(found.filter((item) => item.kind !== "call").map((item) => [item.kind, item.line])).toEqual([
    ["skipped", 4],
    ["skipped", 5],
    ["skipped", 8],
    ["skipped", 9],
    ["refused", 11],
  ]);
});

test("a subagent is a job of its own in the same session", async () => {
  const { calls } = await readFixture(fixture("claude-code/9b1f-session/subagents/agent-a1b2c3d.jsonl"));
  expect(calls).toMatchObject([{ sessionId: session, jobId: `claude-code:${session}:a1b2c3d`, inputTokens: 3040 }]);
});

test("main agent, subagents of a type, of none, and the summing up of a conversation are agents of their own", async () => {
  const log = fixture("claude-code/9b1f-session/subagents/agent-a1b2c3d.jsonl");
  const agentOf = async (options = {}) => {
    const [call] = (await readFixture(log, options)).calls;
    return [call?.agentId, call?.agentType, call?.runId];
  };
  expect(await agentOf()).toEqual(["claude-code/subagent", "subagent", session]);
  const subagentTypes = new Map([["a1b2c3d", "general-purpose"]]);
  expect(await agentOf({ subagentTypes })).toEqual(["claude-code/general-purpose", "general-purpose", session]);
  expect(await agentOf({ agentId: "ann", agentType: "testing" })).toEqual(["ann", "testing", session]);
  const { calls } = await readFixture(fixture("claude-code/9b1f-session.jsonl"));
  expect(new Set(calls.map((call) => `${call.agentId} ${call.agentType} ${call.runId}`))).toEqual(
    new Set([`claude-code main-agent ${session}`]),
  );
});

test("a call younger than ten minutes is left for the next import, since its output may still grow", async () => {
  const options = { now: new Date("2026-03-02T09:10:20.500Z") };
  const { calls, found } = await readFixture(fixture("claude-code/9b1f-session.jsonl"), options);
  expect(calls.map((call) => call.id)).toEqual(["claude-code:msg_B:req_B"]);
  expect(found.filter((item) => item.kind === "skipped" && item.reason.includes("may still grow"))).toHaveLength(2);
});

const spotter = trace("claude-code/spotter_usage_only.jsonl");
test.skipIf(!existsSync(spotter))("real sessions: 899 calls of 1,824 lines (../shared/data)", async () => {
  const { calls, found } = await readFixture(spotter);
  expect(found).toHaveLength(1824);
  expect(calls).toHaveLength(899);
  expect(new Set(calls.map((call) => call.id)).size).toBe(899);
  expect(new Set(calls.map((call) => call.sessionId)).size).toBe(9);
  expect(new Set(calls.map((call) => call.jobId)).size).toBe(20);
  // Summed by an independent script over the distinct (message id, request id), largest output each.
  expect(sumOf(calls, "cachedInputTokens")).toBe(77_328_535);
  expect(sumOf(calls, "cacheWriteTokens")).toBe(1_297_908);
  expect(sumOf(calls, "cacheWrite1hTokens")).toBe(767_767);
  expect(sumOf(calls, "outputTokens")).toBe(195_794);
  expect(sumOf(calls, "inputTokens")).toBe(9_141 + 77_328_535 + 2_065_675);
});
