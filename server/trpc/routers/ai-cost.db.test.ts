import { beforeAll, describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx, Role } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "../router.ts";

const now = new Date("2026-11-22T12:00:00Z");

function signedIn(ctx: Ctx, role: Role = "owner", at = now) {
  const user = { id: "u1", email: "lead@example.com", name: "Lead" };
  return createCaller({ requestId: "r", now: at, session: { user, orgId: ctx.orgId, role, organizations: [] } });
}

/** Costs in whole cents by day, agent type, provider and run, so that each sum below is easy to make by hand. */
const calls = [
  { at: "2026-09-30T23:59:59.999Z", cents: 11, type: "testing", provider: "openai", run: "r0", job: "j0" },
  { at: "2026-10-01T00:00:00Z", cents: 500, type: "research", provider: "openai", run: "r1", job: "j1" },
  { at: "2026-10-22T12:00:00Z", cents: 900, type: "research", provider: "openai", run: "r1", job: "j1" },
  { at: "2026-11-01T00:00:00Z", cents: 1000, type: "research", provider: "anthropic", run: "r2", job: "j2" },
  { at: "2026-11-21T23:00:00Z", cents: 200, type: "testing", provider: "openai", run: "r2", job: "j3" },
  { at: "2026-11-22T08:00:00Z", cents: 50, type: "testing", provider: "openai", run: undefined, job: "j4" },
  { at: "2026-11-22T09:00:00Z", cents: 25, type: "testing", provider: "openai", run: "r3", job: "j5", attempt: 2 },
];

let ctx: Ctx;
let stranger: Ctx;

beforeAll(async () => {
  ctx = await testOrganization({ projects: ["web", "empty"], now });
  stranger = await testOrganization({ projects: ["web", "secret"], now });
  const events = calls.map((call, i) => ({
    id: `e${i}`,
    occurredAt: call.at,
    projectId: "web",
    agentId: `agent-${call.type}`,
    agentType: call.type,
    runId: call.run,
    jobId: call.job,
    attempt: call.attempt,
    provider: call.provider,
    model: "gpt-4.1",
    inputTokens: 100,
    outputTokens: 10,
    cost: call.cents / 100,
    status: call.job === "j4" ? "error" : "ok",
  }));
  const unpriced = {
    ...events[5],
    id: "u1",
    jobId: undefined,
    runId: undefined,
    cost: undefined,
    provider: "me",
    model: "my-model",
  };
  expect((await recordEvents({ ctx, events: [...events, unpriced] })).rejected).toEqual([]);
});

describe("getMonthlySummary", () => {
  test("the current month by default, in the contract's fields", async () => {
    const summary = await signedIn(ctx).aiCost.getMonthlySummary({ projectId: "web" });
    expect(summary).toMatchObject({
      month: "2026-11",
      totalCost: 12.75,
      totalCostNanos: "12750000000",
      totalTokens: 5 * 110,
      totalJobs: 4,
      retryCost: 0.25,
      budgetLimit: null,
      budgetPct: null,
      unpriced: { calls: 1, tokens: 110, models: ["my-model"] },
    });
    expect(summary.agentBreakdown).toMatchObject([
      { agentType: "research", totalJobs: 1, cost: 10, successRate: 100, inputTokens: 100, outputTokens: 10 },
      { agentType: "testing", totalJobs: 3, cost: 2.75, inputTokens: 400 },
    ]);
    expect(summary.agentBreakdown[1]?.successRate).toBeCloseTo((2 / 3) * 100);
    expect(summary.agentBreakdown.reduce((sum, row) => sum + row.pctOfTotal, 0)).toBeCloseTo(100);
    expect(summary.topRuns).toMatchObject([
      { runId: "r2", cost: 12, jobCount: 2, totalTokens: 220, startedAt: "2026-11-01T00:00:00.000Z", trigger: null },
      { runId: "r3", cost: 0.25, jobCount: 1 },
    ]);
  });

  test("compares whole days only: November 1 to 21 with October 1 to 21, without the 22nd of either", async () => {
    const { comparison } = await signedIn(ctx).aiCost.getMonthlySummary({ projectId: "web" });
    expect(comparison?.current).toMatchObject({ from: "2026-11-01", to: "2026-11-21", cost: 12 });
    expect(comparison?.previous).toMatchObject({ from: "2026-10-01", to: "2026-10-21", cost: 5 });
  });

  test("on the first day of a month there is no whole day to compare", async () => {
    const first = new Date("2026-11-01T10:00:00Z");
    const summary = await signedIn(ctx, "member", first).aiCost.getMonthlySummary({ projectId: "web" });
    expect(summary.comparison).toBeNull();
  });

  test("a past month as a whole, compared with the whole month before it", async () => {
    const october = await signedIn(ctx).aiCost.getMonthlySummary({ projectId: "web", month: "2026-10" });
    expect(october).toMatchObject({ totalCost: 14, comparison: { previous: { cost: 0.11 } } });
    expect(october.daily).toHaveLength(31);
  });

  test.each(["2026-13", "november", "2026-12"])("month %s is refused with what to do", async (month) => {
    await expect(signedIn(ctx).aiCost.getMonthlySummary({ projectId: "web", month })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringMatching(/Write it as 2026-11|has not begun/),
    });
  });

  test("a project without a single call is all zeros", async () => {
    const summary = await signedIn(ctx).aiCost.getMonthlySummary({ projectId: "empty" });
    expect(summary).toMatchObject({
      totalCost: 0,
      totalJobs: 0,
      agentBreakdown: [],
      topRuns: [],
      unpriced: { calls: 0 },
    });
  });
});

test("getMonthlyTrend: six months, empty ones with zeros, oldest first", async () => {
  const trend = await signedIn(ctx).aiCost.getMonthlyTrend({ projectId: "web" });
  expect(trend.map((row) => [row.month, row.cost, row.jobCount])).toEqual([
    ["2026-06", 0, 0],
    ["2026-07", 0, 0],
    ["2026-08", 0, 0],
    ["2026-09", 0.11, 1],
    ["2026-10", 14, 1],
    ["2026-11", 12.75, 4],
  ]);
});

test.each([
  ["7d", 7, 2.75],
  ["14d", 14, 2.75],
  ["30d", 30, 12.75],
  ["90d", 90, 26.86],
] as const)("getDailySpend %s: every day once, zero days included, summing to the range", async (range, days, sum) => {
  const daily = await signedIn(ctx).aiCost.getDailySpend({ projectId: "web", range, groupBy: "provider" });
  expect(daily.days).toHaveLength(days);
  expect(new Set(daily.days.map((day) => day.date)).size).toBe(days);
  expect(daily.days.at(-1)?.date).toBe("2026-11-22");
  expect(daily.days.reduce((total, day) => total + day.cost, 0)).toBeCloseTo(sum);
  for (const day of daily.days) {
    const parts = (day.groups ?? []).reduce((total, group) => total + BigInt(group.costNanos), 0n);
    expect(parts.toString()).toBe(day.costNanos);
  }
});

test("providers and pipelines each sum to the month, what was spent outside runs included", async () => {
  const caller = signedIn(ctx);
  const providers = await caller.aiCost.getProviderSpend({ projectId: "web" });
  const pipelines = await caller.aiCost.getPipelineSpend({ projectId: "web" });
  const sum = (rows: { costNanos: string }[]) => rows.reduce((total, row) => total + BigInt(row.costNanos), 0n);
  expect(sum(providers.rows)).toBe(12_750_000_000n);
  expect(sum(pipelines.rows)).toBe(12_750_000_000n);
  expect(pipelines.rows.find((row) => row.outsideRuns)).toMatchObject({
    cost: 0.5,
    runCount: 0,
    jobCount: 1,
    unpricedCalls: 1,
  });
  const { totalJobs, totalTokens } = await caller.aiCost.getMonthlySummary({ projectId: "web" });
  expect(pipelines.rows.reduce((total, row) => total + row.jobCount, 0)).toBe(totalJobs);
  for (const { rows } of [pipelines, providers]) {
    expect(rows.reduce((total, row) => total + row.totalTokens, 0)).toBe(totalTokens);
  }
  for (const row of providers.rows) {
    expect([sum(row.models), row.models.reduce((all, { calls }) => all + calls, 0)]).toEqual([
      BigInt(row.costNanos),
      row.calls,
    ]);
  }
  expect(providers.rows.map((row) => [row.provider, row.models.map(({ model }) => model)])).toEqual([
    ["anthropic", ["gpt-4.1"]],
    ["openai", ["gpt-4.1"]],
    ["me", ["my-model"]],
  ]);
});

describe("every tab compares the same whole days, and its rows sum to what the card compares", () => {
  // Ends of days and of months: a run that goes on beyond the compared days counts with what it cost within them.
  test.each([
    ["2026-11-22T12:00:00Z", undefined],
    ["2026-11-21T12:00:00Z", undefined],
    ["2026-11-02T00:00:00Z", undefined],
    ["2026-11-22T12:00:00Z", "2026-10"],
    ["2026-11-22T12:00:00Z", "2026-09"],
  ])("at %s, month %s", async (at, month) => {
    const { aiCost } = signedIn(ctx, "member", new Date(at));
    const { comparison, agentBreakdown } = await aiCost.getMonthlySummary({ projectId: "web", month });
    const pipelines = await aiCost.getPipelineSpend({ projectId: "web", month });
    const providers = await aiCost.getProviderSpend({ projectId: "web", month });
    expect(pipelines.comparison).toEqual(comparison);
    expect(providers.comparison).toEqual(comparison);
    for (const rows of [agentBreakdown, pipelines.rows, providers.rows]) {
      expect(rows.reduce((sum, row) => sum + (row.comparableCost ?? 0), 0)).toBeCloseTo(comparison?.current.cost ?? 0);
    }
  });

  test("November 1 to 21 against October 1 to 21, by pipeline", async () => {
    const { rows } = await signedIn(ctx).aiCost.getPipelineSpend({ projectId: "web" });
    expect(rows.map((row) => [row.outsideRuns, row.comparableCost, row.previousCost])).toEqual([
      [false, 12, 5],
      [true, 0, 0],
    ]);
  });

  test("on the first of a month there is nothing to compare", async () => {
    const { aiCost } = signedIn(ctx, "member", new Date("2026-11-01T10:00:00Z"));
    const { comparison, rows } = await aiCost.getPipelineSpend({ projectId: "web" });
    expect([comparison, rows[0]?.comparableCost, rows[0]?.previousCost]).toEqual([null, null, null]);
  });
});

test("getRecentTransactions: each charge with its agent’s label and colour", async () => {
  const { items } = await signedIn(ctx).aiCost.getRecentTransactions({ projectId: "web" });
  expect(items[0]).toMatchObject({ agentTypeLabel: "Testing", agentTypeColour: "var(--series-3)" });
});

test("getRecentTransactions: newest first, a cursor leads on, nothing twice and nothing missed", async () => {
  const many = await testOrganization({ now });
  const events = Array.from({ length: 120 }, (_, i) => ({
    id: `t${i}`,
    occurredAt: new Date(now.getTime() - Math.floor(i / 3) * 1000).toISOString(),
    projectId: "web",
    agentId: "a",
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 1,
    outputTokens: 1,
  }));
  await recordEvents({ ctx: many, events });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await signedIn(many).aiCost.getRecentTransactions({ projectId: "web", cursor });
    expect(page.items.length).toBeLessThanOrEqual(50);
    seen.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
  await expect(signedIn(many).aiCost.getRecentTransactions({ projectId: "web", cursor: "bad" })).rejects.toThrow(
    "cursor",
  );
});

describe("no organisation sees another", () => {
  test("a foreign project does not exist, for every procedure of the page", async () => {
    const { aiCost, runs, growth } = signedIn(ctx);
    const projectId = "secret";
    const attempts = [
      () => aiCost.getMonthlySummary({ projectId }),
      () => aiCost.getMonthlyTrend({ projectId }),
      () => aiCost.getSpendMonths({ projectId }),
      () => aiCost.getDailySpend({ projectId, range: "7d" }),
      () => aiCost.getPipelineSpend({ projectId }),
      () => aiCost.getProviderSpend({ projectId }),
      () => aiCost.getAgentTypeAgents({ projectId, agentType: "research" }),
      () => aiCost.getRecentTransactions({ projectId }),
      () => aiCost.setBudgetLimit({ projectId, limitDollars: 1 }),
      () => growth.getMonthlyGrowth({ projectId }),
      () => runs.getRun({ projectId, runId: "r1" }),
      () => runs.getRunJobs({ projectId, runId: "r1" }),
      () => runs.getRunCalls({ projectId, runId: "r1", jobId: null }),
      () => runs.explainCharge({ projectId, id: "e1" }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("the same project id in another organisation holds other figures", async () => {
    expect(await signedIn(stranger).aiCost.getMonthlySummary({ projectId: "web" })).toMatchObject({ totalCost: 0 });
    await expect(signedIn(stranger).runs.getRun({ projectId: "web", runId: "r2" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const { projects } = await signedIn(stranger).aiCost.getCrossProjectSummary();
    expect(projects.map((project) => project.projectId)).toEqual(["secret", "web"]);
  });

  test("nobody is let in without a session", async () => {
    const nobody = createCaller({ requestId: "r", now, session: null });
    await expect(nobody.aiCost.getCrossProjectSummary()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });
});
