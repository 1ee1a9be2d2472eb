import { beforeAll, expect, test } from "vitest";
import { dollar, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { dayMs } from "#server/time/window.ts";
import { budgetForecasts } from "./budget-forecasts.ts";
import { scopeForecasts } from "./scope-forecasts.ts";

/** Noon of a Sunday. At six each morning for 41 days web cost $10: $6 by a1 and $4 by a2, of which one run of $1. */
const now = new Date("2026-11-22T12:00:00Z");
let ctx: Ctx;

beforeAll(async () => {
  ctx = await testOrganization({ projects: ["web", "new"], now });
  const call = (projectId: string, agentId: string, before: number, cost: number, runId?: string) => ({
    id: `${agentId}-${before}-${runId ?? ""}`,
    occurredAt: new Date(now.getTime() - before * dayMs - dayMs / 4).toISOString(),
    projectId,
    agentId,
    agentType: "research",
    runId,
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 900,
    outputTokens: 100,
    cost,
  });
  const days = Array.from({ length: 41 }, (_, before) => before);
  const events = [
    ...days.map((before) => call("web", "a1", before, 6)),
    ...days.map((before) => call("web", "a2", before, 3)),
    ...days.map((before) => call("web", "a2", before, 1, `run-${before}`)),
    ...[1, 2, 3].map((before) => call("new", "a3", before, 0.5)),
  ];
  expect((await recordEvents({ ctx, events })).rejected).toEqual([]);
});

async function forecastOf(id: string, cap: Parameters<typeof setCap>[1]) {
  await setCap(ctx, { ...cap, id });
  const forecast = (await budgetForecasts({ ctx })).find(({ budgetId }) => budgetId === id);
  if (!forecast) throw new Error(`no forecast of ${id}`);
  return forecast;
}

test("a monthly limit: what it is projected to come to, and the day it is passed", async () => {
  // $220 by this morning, $10 a day to the 30th: $300, and $250 on the 25th.
  const web = { scope: "project", projectId: "web", scopeId: "web", window: "month" };
  const passed = await forecastOf("web", { ...web, limit: 250n * dollar });
  expect(passed.projected?.amount).toBeCloseTo(300, 5);
  expect(passed).toMatchObject({ passesOn: "2026-11-25", lacks: null, ofName: null, runs: null });
  expect(passed.pct).toBeCloseTo(120, 1);
  expect(await forecastOf("roomy", { ...web, limit: 301n * dollar })).toMatchObject({ passesOn: null, pct: 99.66 });
  expect(await forecastOf("gone", { ...web, limit: 200n * dollar })).toMatchObject({ passesOn: null });
});

test("a daily limit of an agent, and one of each agent by the one that is projected to use most", async () => {
  // Spend always comes at six, so by noon the day has passed: what is spent is what it will be.
  const own = await forecastOf("a1", { scope: "agent", scopeId: "a1", window: "day", limit: 8n * dollar });
  expect(own).toMatchObject({ projected: { amount: 6 }, passesOn: null, pct: 75 });
  const each = await forecastOf("each", { scope: "agent", window: "day", limit: 10n * dollar });
  expect(each).toMatchObject({ ofName: "a1", projected: { amount: 6 }, passesOn: null });
});

test("a limit of an agent type, and one in tokens", async () => {
  const type = { scope: "agent_type", projectId: "web", scopeId: "research", window: "month", limit: 1_000n * dollar };
  expect((await forecastOf("type", type)).projected?.amount).toBeCloseTo(300, 5);
  const tokens = await forecastOf("tokens", { scope: "organization", window: "day", unit: "tokens", limit: 2_000n });
  // Three calls of 1,000 today already.
  expect(tokens).toMatchObject({ projected: { nanos: null }, passesOn: null });
  expect(tokens.projected?.amount).toBe(3_000);
});

test("a ceiling of runs: what a run costs, and how many recent ones passed it", async () => {
  const run = { scope: "pipeline_run", projectId: "web", window: "run" };
  expect(await forecastOf("ceiling", { ...run, limit: dollar / 2n })).toMatchObject({
    projected: { amount: 1 },
    low: { amount: 1 },
    high: { amount: 1 },
    pct: 200,
    runs: { count: 41, over: 41 },
  });
  expect(await forecastOf("nightly", { ...run, trigger: "nightly", limit: dollar })).toMatchObject({
    projected: null,
    lacks: { what: "runs", needed: 5, known: 0 },
  });
});

test("an approval raises the limit that is projected against; three days are too few", async () => {
  const budget = await forecastOf("org", { scope: "organization", window: "month", limit: 250n * dollar });
  expect(budget.passesOn).toBe("2026-11-25");
  const extra = { scopeId: ctx.orgId, windowStart: new Date("2026-11-01"), extra: 20n * dollar };
  await prisma().budgetWindow.create({ data: { orgId: ctx.orgId, budgetId: "org", ...extra } });
  const raised = (await budgetForecasts({ ctx })).find(({ budgetId }) => budgetId === "org");
  expect(raised?.passesOn).toBe("2026-11-27");
  const young = { scope: "project", projectId: "new", scopeId: "new", window: "month", limit: dollar };
  expect(await forecastOf("young", young)).toMatchObject({
    projected: null,
    passesOn: null,
    lacks: { what: "days", needed: 7, known: 3 },
  });
});

test("every project and every agent that was heard of is projected by itself", async () => {
  const projects = await scopeForecasts({ ctx, scope: "project" });
  expect(projects.map(({ id, forecast }) => [id, forecast.month?.spent ?? forecast.daysOfData])).toEqual([
    ["new", 3],
    ["web", 220],
  ]);
  const agents = await scopeForecasts({ ctx, scope: "agent" });
  expect(agents.map(({ id, forecast }) => [id, forecast.day?.projected ?? null])).toEqual([
    ["a1", 6],
    ["a2", 4],
    ["a3", null],
  ]);
});
