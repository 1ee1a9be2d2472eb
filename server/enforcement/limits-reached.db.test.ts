import { describe, expect, test } from "vitest";
import { call, dollar, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import { pauseAgent } from "#server/catalog/pause-agent.ts";
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

  test.each([
    ["project", { scope: "project", projectId: "web", scopeId: "web" }],
    ["agent type", { scope: "agent_type", projectId: "web", scopeId: "research" }],
  ])("a limit of a %s pauses whoever spends in it, wherever the agent is registered", async (_, scope) => {
    const ctx = await testOrganization({ projects: ["web", "api"] });
    const spend = (agentId: string, projectId: string, cost: number) =>
      recordEvents({ ctx, events: [event(cost, { agentId, projectId, agentType: "research" })] });
    for (const [agent, home] of [
      ["home", "web"],
      ["guest", "api"],
      ["elsewhere", "api"],
      ["late", "api"],
    ] as const)
      await spend(agent, home, 0.1);
    const cap = { id: "cap", window: "month", unit: "cost", onExceeded: ["pause" as const], ...scope } as const;
    const limit = (value: number) => setBudget({ ctx, input: { ...cap, limit: value } as never });
    await limit(1);
    const paused = async () =>
      (await prisma().agent.findMany({ where: { orgId: ctx.orgId, status: "paused" }, orderBy: { id: "asc" } })).map(
        ({ id }) => id,
      );
    await spend("guest", "web", 1);
    expect(await paused()).toEqual(["guest", "home"]);
    const ask = (agentId: string, projectId: string) =>
      reserve({ ctx, input: { agentId, projectId, agentType: "research", amount: 0.01 } });
    // Paused is paused: for its own project too, with the limit that did it.
    expect(await ask("guest", "api")).toMatchObject({
      code: "agent_paused",
      pause: { budgetId: "cap", scopeId: scope.scopeId },
      budgets: [{ budgetId: "cap", scopeId: scope.scopeId, limit: 1, spent: 1.1, frees: expect.any(String) }],
    });
    expect(await ask("late", "web")).toMatchObject({ code: "budget_exceeded", budgets: [{ budgetId: "cap" }] });
    expect(await ask("late", "web")).toMatchObject({ code: "agent_paused" });
    expect(await ask("elsewhere", "api")).toMatchObject({ decision: "allow" });
    // Spent is more than this limit too.
    await limit(1.05);
    expect(await paused()).toEqual(["guest", "home", "late"]);
    await limit(2);
    expect(await paused()).toEqual([]);
    expect(await ask("guest", "web")).toMatchObject({ decision: "allow" });
  });

  test("a paused agent is told of every budget that refuses, and of the one that paused it", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: dollar, onExceeded: ["pause"] });
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar, onExceeded: ["block"] });
    await recordEvents({ ctx, events: [event(0.96)] });
    await reserve({ ctx, input: { ...call, amount: 0.1 } });
    const day = { budgetId: "agent-day", scope: "agent", scopeId: "a1", window: "day", limit: 1, spent: 0.96 };
    const month = { budgetId: "organization-month", spent: 0.96, reserved: 0, frees: expect.any(String) };
    // It has room for this one, and is what paused the agent.
    const small = await reserve({ ctx, input: { ...call, amount: 0.01 } });
    expect(small).toMatchObject({ code: "agent_paused", budgets: [{ ...day, requested: 0.01, remaining: 0.04 }] });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({
      code: "agent_paused",
      detail: expect.stringMatching(/^The agent is paused by Purser\. Reached its daily cost limit\./),
      budgets: [day, month],
    });
    await pauseAgent({ ctx: { ...ctx, now: new Date() }, agentId: "a1" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({
      code: "agent_paused",
      budgets: [],
    });
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
