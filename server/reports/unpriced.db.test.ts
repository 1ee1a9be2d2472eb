import { beforeAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { crossProjectSummary } from "./cross-project-summary.ts";
import { dailySpend } from "./daily-spend.ts";
import { monthlySummary } from "./monthly-summary.ts";
import { providerSpend } from "./provider-spend.ts";
import { runReport } from "./run-report.ts";

const now = new Date("2026-11-22T12:00:00Z");
let ctx: Ctx;

/** Of six calls one has a cost, two have a model that no list knows, three name none. */
beforeAll(async () => {
  ctx = await testOrganization({ now });
  const calls = [
    { provider: "openai", model: "gpt-4.1", cost: 2 },
    { provider: "me", model: "my-model" },
    { provider: "you", model: "my-model" },
    { provider: "openrouter", model: "REDACTED" },
    { provider: "unknown", model: "google/REDACTED" },
    { provider: "unknown", model: "None" },
  ].map((call, i) => ({
    ...call,
    id: `u${i}`,
    occurredAt: `2026-11-${10 + i}T12:00:00Z`,
    projectId: "web",
    agentId: "a",
    agentType: "research",
    runId: i < 2 ? "mixed" : "none",
    inputTokens: 10,
    outputTokens: 1,
  }));
  expect((await recordEvents({ ctx, events: calls })).rejected).toEqual([]);
});

test("a model without a price is named once whoever sells it; hidden ones are counted, not named", async () => {
  const { unpriced, agentBreakdown, topRuns } = await monthlySummary({ ctx, projectId: "web" });
  expect(unpriced).toEqual({ calls: 5, tokens: 55, models: ["my-model"], namelessCalls: 3 });
  expect(agentBreakdown).toMatchObject([{ cost: 2, unpricedCalls: 5 }]);
  expect(topRuns).toMatchObject([
    { runId: "mixed", cost: 2, unpricedCalls: 1 },
    { runId: "none", cost: 0, unpricedCalls: 4 },
  ]);
});

test("whatever has a cost says how many of its calls have none", async () => {
  const daily = await dailySpend({ ctx, projectId: "web", range: "14d", groupBy: "provider" });
  expect(daily.days.find(({ date }) => date === "2026-11-11")).toMatchObject({
    unpricedCalls: 1,
    groups: [{ key: "me", cost: 0, unpricedCalls: 1 }],
  });
  expect(daily.groups.map(({ key, unpricedCalls }) => [key, unpricedCalls])).toEqual([
    ["openai", 0],
    ["me", 1],
    ["openrouter", 1],
    ["unknown", 2],
    ["you", 1],
  ]);
  const { days } = await providerSpend({ ctx, projectId: "web" });
  expect(days[10]?.providers).toMatchObject([{ provider: "me", unpricedCalls: 1 }]);
  const { run, agents } = await runReport({ ctx, projectId: "web", runId: "mixed" });
  expect([run, ...agents].map(({ unpricedCalls }) => unpricedCalls)).toEqual([1, 1]);
  expect((await crossProjectSummary({ ctx })).total).toMatchObject({ cost: 2, unpricedCalls: 5 });
});
