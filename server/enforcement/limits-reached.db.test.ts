import { describe, expect, test } from "vitest";
import { call, dollar, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { reserve } from "./reserve.ts";

describe("limits that are reached", () => {
  test("each level alerts once, by the highest that was crossed, and writes one domain event", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, {
      scope: "project",
      projectId: "web",
      scopeId: "web",
      window: "month",
      limit: dollar,
      onExceeded: ["notify"],
    });
    for (const cost of [0.79, 0.01, 0.1, 0.05, 0.01, 0.1]) await recordEvents({ ctx, events: [event(cost)] });
    const alerts = await prisma().budgetAlert.findMany({ where: { orgId: ctx.orgId }, orderBy: { createdAt: "asc" } });
    expect(alerts.map(({ level, value }) => [level, value])).toEqual([
      ["warning", 800_000_000n],
      ["critical", 950_000_000n],
      ["exceeded", 1_060_000_000n],
    ]);
    const outbox = await prisma().domainEvent.findMany({ where: { orgId: ctx.orgId }, orderBy: { createdAt: "asc" } });
    expect(outbox.map(({ type }) => type)).toEqual(Array(3).fill("BudgetThresholdCrossed"));
    expect(outbox[2]?.payload).toMatchObject({ level: "exceeded", limit: 1, value: 1.06, pct: 106, projectId: "web" });
  });

  test("a jump over all thresholds is one alert; sixteen who cross together too", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar, onExceeded: ["notify"] });
    await Promise.all(Array.from({ length: 16 }, () => recordEvents({ ctx, events: [event(2)] })));
    expect(await prisma().budgetAlert.count({ where: { orgId: ctx.orgId } })).toBe(1);
  });

  test("an agent that reaches its cap is paused, and with it what an organisation's cap stops", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: dollar, onExceeded: ["notify", "pause"] });
    await recordEvents({ ctx, events: [event(0.2, { agentId: "a2" }), event(1)] });
    const agents = async () =>
      (await prisma().agent.findMany({ where: { orgId: ctx.orgId }, orderBy: { id: "asc" } })).map((a) => a.status);
    expect(await agents()).toEqual(["paused", "active"]);
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({ code: "agent_paused" });
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar, onExceeded: ["notify", "pause"] });
    await recordEvents({ ctx, events: [event(0.2, { agentId: "a3" })] });
    expect(await agents()).toEqual(["paused", "paused", "paused"]);
  });

  test("twenty agents that wake at once under a cap for two: two are admitted", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "day", limit: dollar });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        reserve({ ctx, input: { agentId: `a${i}`, projectId: "web", amount: 0.5 } }),
      ),
    );
    expect(answers.filter(({ decision }) => decision === "allow")).toHaveLength(2);
    expect(await prisma().agent.count({ where: { orgId: ctx.orgId, status: "paused" } })).toBe(0);
  });

  test("a call that no longer fits what is left beyond the critical mark reaches the limit", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, {
      scope: "agent",
      scopeId: "a1",
      window: "month",
      limit: dollar,
      onExceeded: ["notify", "pause"],
    });
    await recordEvents({ ctx, events: [event(0.96)] });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ code: "budget_exceeded" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({ code: "agent_paused" });
  });
});
