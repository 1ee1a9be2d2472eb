import { describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { dayMs } from "#server/time/window.ts";
import { createCaller } from "../router.ts";

const now = new Date("2026-11-22T12:00:00Z");

function signedIn(ctx: Ctx) {
  const user = { id: "u1", email: "lead@example.com", name: "Lead" };
  return createCaller({ requestId: "r", now, session: { user, orgId: ctx.orgId, role: "member", organizations: [] } });
}

/** A call of so many dollars, whole days before today (0: this morning). */
function call(projectId: string, agentId: string, before: number, cost: number) {
  const occurredAt = new Date(now.getTime() - before * dayMs - dayMs / 4).toISOString();
  const id = `${projectId}-${agentId}-${before}`;
  return {
    id,
    occurredAt,
    projectId,
    agentId,
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 1,
    outputTokens: 1,
    cost,
  };
}

/** Web has 40 days of $10 by two agents, new 3 days, idle none; the 10th of November is left out. */
async function organization(): Promise<Ctx> {
  const ctx = await testOrganization({ projects: ["web", "new", "idle"], now });
  const days = Array.from({ length: 41 }, (_, before) => before).filter((before) => before !== 12);
  const events = [
    ...days.map((before) => call("web", "a1", before, 6)),
    ...days.map((before) => call("web", "a2", before, 4)),
    ...[0, 1, 2, 3].map((before) => call("new", "a3", before, 1)),
  ];
  expect((await recordEvents({ ctx, events })).rejected).toEqual([]);
  return ctx;
}

describe("projections", () => {
  test("project, agent and organisation: what is spent is exact, what comes is like the days before", async () => {
    const ctx = await organization();
    const { projections } = signedIn(ctx);
    const web = await projections.getProjection({ scope: "project", scopeId: "web" });
    expect(web).toMatchObject({ daysOfData: 40, daysNeeded: 7 });
    expect(web.month).toMatchObject({ spent: 210, spentNanos: "210000000000" });
    expect(web.month?.projected).toBeGreaterThan(285);
    expect(web.month?.projected).toBeLessThan(310);
    expect(web.path.map(({ date }) => date)).toEqual(
      [22, 23, 24, 25, 26, 27, 28, 29, 30].map((day) => `2026-11-${day}`),
    );
    expect(web.path.at(-1)?.monthToDateNanos).toBe(web.month?.projectedNanos);
    const agent = await projections.getProjection({ scope: "agent", scopeId: "a2" });
    expect(agent.day).toMatchObject({ spent: 4 });
    const all = await projections.getProjection({ scope: "organization" });
    expect(all.month).toMatchObject({ spent: 214 });
  });

  test("with three whole days there is no figure, and how many there are", async () => {
    const { projections } = signedIn(await organization());
    expect(await projections.getProjection({ scope: "project", scopeId: "new" })).toEqual({
      daysOfData: 3,
      daysNeeded: 7,
      day: null,
      week: null,
      month: null,
      path: [],
    });
    expect(await projections.getProjection({ scope: "project", scopeId: "idle" })).toMatchObject({
      daysOfData: 0,
      month: null,
    });
  });

  test("the summaries show the same figure, and a month that is over has none", async () => {
    const { aiCost, projections } = signedIn(await organization());
    const web = await projections.getProjection({ scope: "project", scopeId: "web" });
    const all = await projections.getProjection({ scope: "organization" });
    expect((await aiCost.getMonthlySummary({ projectId: "web" })).forecast).toEqual(web);
    expect((await aiCost.getMonthlySummary({ projectId: "web", month: "2026-10" })).forecast).toBeNull();
    const portfolio = await aiCost.getCrossProjectSummary();
    const forecasts = new Map(
      portfolio.projects.map(({ projectId, forecast }) => [projectId, forecast?.month ?? null]),
    );
    expect(forecasts).toEqual(
      new Map([
        ["web", web.month],
        ["new", null],
        ["idle", null],
      ]),
    );
    expect(portfolio.total.forecast?.month).toEqual(all.month);
  });

  test("the chart gets today and the days ahead, and what was to be expected of a day that cost far more", async () => {
    const ctx = await organization();
    const spike = { ...call("web", "a1", 5, 90), id: "spike" };
    expect((await recordEvents({ ctx, events: [spike] })).rejected).toEqual([]);
    const { aiCost, projections } = signedIn(ctx);
    const { path } = await projections.getProjection({ scope: "project", scopeId: "web" });
    const chart = await aiCost.getDailySpend({ projectId: "web", range: "14d" });
    expect(chart.forecast).toEqual({ daysOfData: 40, daysNeeded: 7, path });
    const unusual = chart.days.filter((day) => day.unusual);
    expect(unusual).toMatchObject([{ date: "2026-11-17", cost: 100, unusual: { high: expect.any(Number) } }]);
    expect(unusual[0]?.unusual?.high).toBeLessThan(25);
    const october = await aiCost.getDailySpend({ projectId: "web", range: "14d", month: "2026-10" });
    expect(october.forecast).toBeNull();
  });

  test("what is another organisation's is not there", async () => {
    await organization();
    const { projections } = signedIn(await testOrganization({ projects: ["web"], now }));
    expect(await projections.getProjection({ scope: "project", scopeId: "web" })).toMatchObject({ daysOfData: 0 });
    await expect(projections.getProjection({ scope: "agent", scopeId: "a1" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
