import { describe, expect, test } from "vitest";
import type { InsightView } from "#server/insights/queries.ts";
import { insightWords, timesText } from "./insight-words.ts";

const insight = (evidence: InsightView["evidence"], more: Partial<InsightView> = {}): InsightView => ({
  id: "i",
  projectId: "web",
  projectName: "Web",
  agentId: "coder",
  agentName: "coder",
  amountNanos: "5000000000",
  spentNanos: "20000000000",
  unpricedCalls: 0,
  first: "2026-10-24",
  last: "2026-11-22",
  foundAt: "2026-11-22T00:00:00.000Z",
  dismissed: null,
  evidence,
  ...more,
});
const job = {
  kind: "unusual_run",
  reason: "growing_context",
  jobId: "j",
  runId: null,
  startedAt: "2026-11-20T00:00:00.000Z",
  status: "succeeded",
  inputTokens: "4000000",
  outputTokens: "20000",
  calls: 40,
  firstInput: "20000",
  lastInput: "180000",
  jobs: 90,
  medianNanos: "100000000",
  medianTokens: "100000",
  medianCalls: 1,
  medianInputPerCall: "20000",
  medianOutput: "4000",
  score: 5.25,
} as const;

describe("an unusual run", () => {
  test.each([
    ["growing_context", /first third took 20K input tokens each, those of the last third 180K/, /Compact/],
    ["many_calls", /made 40 calls, where 1 is usual, at 100K input tokens each/, /Split the task/],
    ["long_prompt", /100K input tokens a call, where 20K are usual/, /Shorten the prompt/],
    ["long_output", /wrote 20K tokens, where 4K are usual/, /shorter answers/],
  ] as const)("because of %s", (reason, why, todo) => {
    const words = insightWords(insight({ ...job, reason }));
    expect(words.title).toBe("coder used 4M tokens in one job, 40 times its median");
    expect(words.why).toMatch(why);
    expect(words.todo).toMatch(todo);
    expect(words.method).toContain("90 jobs of this agent in 90 days");
  });
});

test("retries: the share, and how many; one in the singular", () => {
  const words = insightWords(insight({ kind: "retries", jobs: 12, retried: 1, failed: 2 }));
  expect(words.title).toBe("coder spent 25.0% of its money on retries");
  expect(words.why).toBe("1 of its 12 jobs was a second or further attempt; 2 failed.");
  expect(insightWords(insight({ kind: "retries", jobs: 0, retried: 0, failed: 0 })).why).toContain("no job that ended");
});

test("another model: what would have been paid instead of what, and that tokenizers differ more between makers", () => {
  const alternative = { provider: "openai", providerLabel: "OpenAI", model: "gpt-x", costNanos: "15000000000" };
  const evidence = (sameProvider: boolean): InsightView["evidence"] => ({
    kind: "cheaper_model",
    provider: "anthropic",
    providerLabel: "Anthropic",
    model: "claude-y",
    calls: 1,
    inputTokens: "1200000",
    cachedTokens: "0",
    outputTokens: "3000",
    alternatives: [{ ...alternative, sameProvider, usedHere: false }],
    partial: false,
  });
  const words = insightWords(insight(evidence(false)));
  expect(words).toMatchObject({
    title: "On gpt-x, coder’s calls to claude-y would have cost $15.00 instead of $20.00",
    amount: "less on gpt-x",
    why: "1 call took 1.2M tokens in (0 from the cache) and 3K out.",
  });
  expect(words.todo).toContain("up to a third more");
  expect(insightWords(insight(evidence(true))).todo).not.toContain("third");
});

test("how many times as much", () => {
  expect([timesText(24n, 10n), timesText(99n, 10n), timesText(31_200n, 1_000n), timesText(5n, 0n)]).toEqual([
    "2.4 times",
    "9.9 times",
    "31 times",
    "many times",
  ]);
});
