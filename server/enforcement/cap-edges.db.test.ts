import { describe, expect, test } from "vitest";
import { call, dollar, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { pauseAgent, resumeAgent } from "#server/catalog/pause-agent.ts";
import { registerRun } from "#server/catalog/register-run.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { extend } from "./extend.ts";
import { reserve } from "./reserve.ts";

const organizationCap = { scope: "organization", window: "month", limit: dollar };

describe("caps at their edges", () => {
  test("a limit lowered under what is held refuses at once; what is held may settle", async () => {
    const ctx = await testOrganization();
    const { id } = await setCap(ctx, { ...organizationCap, limit: 10n * dollar });
    const key = { orgId_id: { orgId: ctx.orgId, id } };
    await reserve({ ctx, input: { ...call, id: "r", amount: 8 } });
    await prisma().budget.update({ where: key, data: { limit: 5n * dollar } });
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({ decision: "refused" });
    expect(await extend({ ctx, id: "r", input: { amount: 0.01 } })).toMatchObject({ decision: "refused" });
    expect(await settleReservation({ ctx, id: "r", event: event(3) })).toMatchObject({ over: false });
    expect(await reserve({ ctx, input: { ...call, id: "r2", amount: 2 } })).toMatchObject({ decision: "allow" });
    await prisma().budget.delete({ where: key });
    expect(await reserve({ ctx, input: { ...call, amount: 100 } })).toMatchObject({ decision: "allow" });
    await setCap(ctx, { ...organizationCap, limit: 105n * dollar });
    // 3 spent, 2 and 100 held by what was reserved while there was no limit.
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({ decision: "refused" });
  });

  test("a cap of tokens is not passed by who does not say how many", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { ...organizationCap, unit: "tokens", limit: 100n });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({
      code: "budget_exceeded",
      detail: expect.stringContaining("Give inputTokens and maxOutputTokens"),
      budgets: [{ unit: "tokens", requested: null }],
    });
    const known = { ...call, amount: 0.1, inputTokens: 60 };
    expect(await reserve({ ctx, input: known })).toMatchObject({ decision: "allow", tokens: 60 });
    expect(await reserve({ ctx, input: known })).toMatchObject({ decision: "refused" });
    await prisma().budget.updateMany({ where: { orgId: ctx.orgId }, data: { allowUnpriced: true } });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ decision: "allow" });
  });

  test("a call of no cost fits anywhere, and of several caps on one scope each is asked", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, organizationCap);
    await setCap(ctx, { ...organizationCap, id: "day", window: "day", limit: dollar / 2n });
    await setCap(ctx, { ...organizationCap, id: "tokens", unit: "tokens", limit: 1_000n });
    const refused = await reserve({ ctx, input: { ...call, amount: 2, inputTokens: 2_000 } });
    expect(refused).toMatchObject({
      budgets: [{ budgetId: "day" }, { budgetId: "organization-month" }, { budgetId: "tokens" }],
    });
    await recordEvents({ ctx, events: [event(1)] });
    expect(await reserve({ ctx, input: { ...call, amount: 0, inputTokens: 5 } })).toMatchObject({ decision: "allow" });
    expect(await reserve({ ctx, input: { ...call, amount: 0, inputTokens: 5_000 } })).toMatchObject({
      budgets: [{ budgetId: "tokens" }],
    });
  });

  test("a budget for each agent, and for each run, holds for each by itself", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "agent", window: "day", limit: dollar });
    await setCap(ctx, { scope: "pipeline_run", window: "run", limit: dollar / 2n });
    const ask = (agentId: string, runId: string | undefined, amount: number) =>
      reserve({ ctx, input: { projectId: "web", agentId, runId, amount } });
    expect(await ask("a1", "r1", 0.5)).toMatchObject({ decision: "allow" });
    expect(await ask("a2", "r1", 0.1)).toMatchObject({
      budgets: [{ scope: "pipeline_run", scopeId: "r1", frees: null }],
    });
    expect(await ask("a2", "r2", 0.5)).toMatchObject({ decision: "allow" });
    expect(await ask("a1", undefined, 0.6)).toMatchObject({ budgets: [{ scope: "agent", scopeId: "a1" }] });
    expect(await ask("a1", undefined, 0.5)).toMatchObject({ decision: "allow" });
  });

  test("the ceiling of a trigger's runs holds from when the run is known, and counts what it held before", async () => {
    const ctx = await testOrganization({ projects: ["web", "api"] });
    await setCap(ctx, {
      scope: "pipeline_run",
      projectId: "web",
      window: "run",
      limit: dollar,
      trigger: "nightly",
    });
    const ask = (projectId: string) => reserve({ ctx, input: { ...call, projectId, runId: "r1", amount: 0.8 } });
    expect(await ask("web")).toMatchObject({ decision: "allow" });
    await registerRun({ ctx, input: { id: "r1", projectId: "web", trigger: "nightly" } });
    expect(await ask("web")).toMatchObject({ decision: "refused" });
    // Its calls for other projects are calls of the same run.
    expect(await ask("api")).toMatchObject({ decision: "refused" });
  });

  test("a person's pause outlasts the budget's", async () => {
    const ctx = await testOrganization();
    const cap = { scope: "agent", scopeId: "a1", window: "day", limit: dollar };
    await setCap(ctx, { ...cap, onExceeded: ["block", "pause"] });
    await recordEvents({ ctx, events: [event(1)] });
    const agent = () => prisma().agent.findUniqueOrThrow({ where: { orgId_id: { orgId: ctx.orgId, id: "a1" } } });
    expect(await agent()).toMatchObject({
      status: "paused",
      pausedByBudgetId: "agent-day",
      pausedUntil: expect.any(Date),
    });
    await pauseAgent({ ctx, agentId: "a1", input: { reason: "Looping" } });
    expect(await agent()).toMatchObject({
      status: "paused",
      statusReason: "Looping",
      pausedByBudgetId: null,
      pausedUntil: null,
    });
    await resumeAgent({ ctx, agentId: "a1" });
    // Its limit stands: the next call that is refused pauses it again.
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ code: "budget_exceeded" });
    expect(await agent()).toMatchObject({ status: "paused", pausedByBudgetId: "agent-day" });
  });

  test("a pause that ends by itself is over when its time is past", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.1)] });
    const where = { orgId: ctx.orgId, id: "a1" };
    await prisma().agent.updateMany({ where, data: { status: "paused", pausedUntil: new Date(Date.now() + 60_000) } });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ code: "agent_paused" });
    await prisma().agent.updateMany({ where, data: { pausedUntil: new Date(Date.now() - 1) } });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ decision: "allow" });
    // Until a person stops it, which a pause that is over does not hinder.
    await pauseAgent({ ctx: { ...ctx, now: new Date() }, agentId: "a1" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ code: "agent_paused" });
  });
});
