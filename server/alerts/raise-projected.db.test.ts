import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dollar, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { dayMs } from "#server/time/window.ts";
import { acknowledgeAlerts } from "./acknowledge.ts";
import { withNames } from "./event-names.ts";
import { figures, headline, sentence } from "./event-sentence.ts";
import { listAlerts } from "./queries.ts";
import { raiseAnomalies } from "./raise-anomalies.ts";
import { raiseForecasts } from "./raise-forecasts.ts";
import { raiseProjected } from "./raise-projected.ts";
import { setAlerting } from "./set-alerting.ts";

const now = new Date("2026-11-22T12:00:00Z");
const monthly = {
  id: "web",
  scope: "project",
  projectId: "web",
  scopeId: "web",
  window: "month",
  onExceeded: ["notify"],
};

const call = { projectId: "web", agentId: "a1", provider: "openai", model: "gpt-4.1", inputTokens: 1, outputTokens: 1 };

/**
 * $10 every morning at six of 40 days up to the `first` before today (0), $6 by a1 and $4 by a2 of web; `spike`: what a1 cost
 * yesterday besides.
 */
async function organization({ spike = 0, first = 0 } = {}): Promise<Ctx> {
  const ctx = await testOrganization({ projects: ["web"], now });
  const of = (agentId: string, before: number, cost: number, id = "") => ({
    ...call,
    id: `${agentId}-${before}${id}`,
    agentId,
    occurredAt: new Date(now.getTime() - before * dayMs - dayMs / 4).toISOString(),
    cost,
  });
  const days = Array.from({ length: 41 - first }, (_, index) => first + index);
  const events = days.flatMap((before) => [of("a1", before, 6), of("a2", before, 4)]);
  if (spike > 0) events.push(of("a1", 1, spike, "-spike"));
  expect((await recordEvents({ ctx, events })).rejected).toEqual([]);
  return ctx;
}

async function eventsOf(ctx: Ctx) {
  const events = await prisma().domainEvent.findMany({ where: { orgId: ctx.orgId }, orderBy: { id: "asc" } });
  return withNames(
    ctx.orgId,
    events.map((event) => ({ ...event, payload: event.payload as Record<string, unknown> })),
  );
}

describe("forecast alerts", () => {
  test("a limit that will be passed is told once per window and limit, with the day, as the budget says", async () => {
    const ctx = await organization();
    await setCap(ctx, { ...monthly, limit: 250n * dollar });
    await setCap(ctx, { id: "roomy", scope: "organization", window: "month", limit: 400n * dollar });
    expect(await raiseForecasts(ctx)).toBe(1);
    expect(await raiseForecasts(ctx)).toBe(0);
    expect(await raiseForecasts({ ...ctx, now: new Date(now.getTime() + dayMs / 4) })).toBe(0);
    expect(await listAlerts(ctx)).toMatchObject([
      {
        level: "forecast",
        budgetId: "web",
        scope: "project",
        scopeName: "web",
        window: "month",
        windowStart: "2026-11-01T00:00:00.000Z",
        limit: 250,
        value: 300,
        pct: 120,
        passesOn: "2026-11-25",
        acknowledgedAt: null,
      },
    ]);
    const [event, ...others] = await eventsOf(ctx);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ type: "BudgetForecast", payload: { onExceeded: ["notify"], spent: 220 } });
    if (!event) return;
    expect(headline(event)).toBe("Forecast: limit passed on Nov 25");
    expect(sentence(event)).toBe("Forecast: at this pace web passes its monthly limit of $250.00 on Nov 25.");
    expect(figures(event)).toMatch(/^\$220\.00 so far, projected \$300\.00 \(80% range \$/);

    // Another limit is another line to cross; one that is passed already is told by its threshold.
    await prisma().budget.updateMany({ where: { orgId: ctx.orgId, id: "web" }, data: { limit: 260n * dollar } });
    expect(await raiseForecasts(ctx)).toBe(1);
    await prisma().budget.updateMany({ where: { orgId: ctx.orgId, id: "web" }, data: { limit: 200n * dollar } });
    expect(await raiseForecasts(ctx)).toBe(0);
  });

  test("many processes tell once; less than a week of data tells nothing", async () => {
    const ctx = await organization();
    await setCap(ctx, { ...monthly, limit: 250n * dollar });
    const told = await Promise.all(Array.from({ length: 6 }, () => raiseForecasts(ctx)));
    expect(told.reduce((sum, count) => sum + count)).toBe(1);
    expect(await eventsOf(ctx)).toHaveLength(1);

    const young = await testOrganization({ projects: ["web"], now });
    await recordEvents({ ctx: young, events: [{ ...call, id: "1", cost: 9, occurredAt: "2026-11-20T06:00:00Z" }] });
    await setCap(young, { ...monthly, limit: 10n * dollar });
    expect(await raiseForecasts(young)).toBe(0);
  });

  test("a daily limit of each agent is told of those who will pass it; a morning's job that has run is no rate", async () => {
    const each = { id: "each", scope: "agent", window: "day", limit: 8n * dollar };
    const ran = await organization();
    await setCap(ran, each);
    expect(await raiseForecasts({ ...ran, now: new Date("2026-11-22T06:30:00Z") })).toBe(0);

    // What comes before the hour in which all of it always comes, comes on top.
    const ctx = await organization({ first: 1 });
    await setCap(ctx, each);
    const before = { ...ctx, now: new Date("2026-11-22T03:00:00Z") };
    expect(await raiseForecasts(before)).toBe(0);
    const more = [{ ...call, id: "more", cost: 2.5, occurredAt: "2026-11-22T02:00:00Z" }];
    expect((await recordEvents({ ctx, events: more })).rejected).toEqual([]);
    expect(await raiseForecasts(before)).toBe(1);
    expect(await listAlerts(ctx)).toMatchObject([
      { scope: "agent", scopeId: "a1", window: "day", passesOn: "2026-11-22" },
    ]);
    const [event] = await eventsOf(ctx);
    expect(event && headline(event)).toBe("Forecast: limit passed today");
    expect(event && sentence(event)).toBe("Forecast: at this pace a1 passes its daily limit of $8.00 today.");
  });
});

describe("anomaly alerts", () => {
  test("an unusual yesterday is told once, where it happened, with what was to be expected", async () => {
    const ctx = await organization({ spike: 50 });
    expect(await raiseAnomalies(ctx)).toBe(1);
    expect(await raiseAnomalies(ctx)).toBe(0);
    const [alert, ...others] = await listAlerts(ctx);
    // The project and the organisation are explained by the agent.
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      level: "anomaly",
      budgetId: "",
      scope: "agent",
      scopeId: "a1",
      seenIn: { id: "web" },
      windowStart: "2026-11-21T00:00:00.000Z",
      value: 56,
      passesOn: null,
    });
    expect(alert?.limit).toBeLessThan(10);
    const [event] = await eventsOf(ctx);
    expect(event && headline(event)).toBe("Anomaly: $56.00 on Nov 21");
    expect(event && sentence(event)).toBe("Anomaly: a1 cost $56.00 on Nov 21, where $6.00 was to be expected.");
    // A day later it is yesterday no more.
    expect(await raiseAnomalies({ ...ctx, now: new Date(now.getTime() + dayMs) })).toBe(0);
  });

  test("calm days and excesses below a dollar tell nothing", async () => {
    expect(await raiseAnomalies(await organization())).toBe(0);
    expect(await raiseAnomalies(await organization({ spike: 0.9 }))).toBe(0);
  });

  test("whoever acknowledges it says whether it was expected, and can take that back", async () => {
    const ctx = await organization({ spike: 50 });
    await raiseAnomalies(ctx);
    const ids = (await listAlerts(ctx)).map(({ id }) => id);
    await acknowledgeAlerts({ ctx, input: { ids, verdict: "expected" } });
    expect(await listAlerts(ctx, { open: false })).toMatchObject([{ verdict: "expected" }]);
    await acknowledgeAlerts({ ctx, input: { ids, acknowledged: false } });
    expect(await listAlerts(ctx, { open: true })).toMatchObject([{ verdict: null }]);
  });
});

describe("every hour", () => {
  let ctx: Ctx;
  beforeAll(async () => {
    ctx = await organization({ spike: 50 });
    await setCap(ctx, { ...monthly, limit: 290n * dollar });
  });
  afterAll(() => vi.restoreAllMocks());
  const levels = async () => (await listAlerts(ctx)).map(({ level }) => level).sort();

  test("both are told, unless the organisation wants one or none of them", async () => {
    await setAlerting({ ctx, input: { enabled: false } });
    await raiseProjected(now);
    expect(await levels()).toEqual([]);
    await setAlerting({ ctx, input: { enabled: true, forecasts: false } });
    await raiseProjected(now);
    expect(await levels()).toEqual(["anomaly"]);
    await setAlerting({ ctx, input: { forecasts: true, anomalies: false } });
    await raiseProjected(now);
    expect(await levels()).toEqual(["anomaly", "forecast"]);
  });
});
