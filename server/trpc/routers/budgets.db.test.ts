import { describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { audit } from "#server/audit.ts";
import { registerAgent } from "#server/catalog/register-agent.ts";
import type { Ctx, Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "../router.ts";

function signedIn(ctx: Ctx, role: Role = "owner") {
  const user = { id: "u1", email: `${role}@example.com`, name: role };
  return createCaller({
    requestId: "r",
    now: new Date(),
    session: { user, orgId: ctx.orgId, role, organizations: [] },
  });
}

/** An agent of the project web that spent $2.00 today. */
async function scene(): Promise<Ctx> {
  const ctx = await testOrganization();
  const event = { id: "e", projectId: "web", agentId: "bot", agentType: "ui-ux", runId: "r1", cost: 2 };
  const call = { provider: "x", model: "y", inputTokens: 10, outputTokens: 5 };
  await recordEvents({ ctx, events: [{ ...event, ...call, occurredAt: new Date().toISOString() }] });
  return ctx;
}

const organization = { id: "all", scope: "organization", window: "month", unit: "cost" } as const;

describe("budgets", () => {
  test("names whom a budget is of, and of each the one that used most", async () => {
    const ctx = await scene();
    const { budgets } = signedIn(ctx);
    const day = { window: "day" as const, unit: "cost" as const, limit: 5, onExceeded: [] };
    await budgets.set({ id: "a", scope: "agent", ...day });
    await budgets.set({ id: "t", scope: "agent_type", projectId: "web", scopeId: "ui-ux", ...day });
    await budgets.set({ id: "r", scope: "pipeline_run", unit: "cost", window: "run", limit: 5 });
    expect(await budgets.list()).toMatchObject([
      { id: "a", scopeName: null, of: "bot", ofName: "bot", spent: 2 },
      { id: "t", scopeName: "UI/UX", projectName: "web", ofProjectId: null },
      { id: "r", of: "r1", ofProjectId: "web", spent: 2 },
    ]);
  });

  test("what is spent and held where a limit is to be set", async () => {
    const ctx = await scene();
    const { budgets } = signedIn(ctx);
    await budgets.set({ ...organization, limit: 50 });
    await reserve({ ctx, input: { agentId: "bot", projectId: "web", amount: 1.5 } });
    const each = { scope: "agent", window: "day" } as const;
    expect(await budgets.useOfScope({ ...each, unit: "cost" })).toMatchObject({
      ofName: "bot",
      spentNanos: "2000000000",
      reservedNanos: "1500000000",
    });
    expect(await budgets.useOfScope({ ...each, unit: "tokens" })).toMatchObject({ spent: 15, spentNanos: null });
    expect(await budgets.useOfScope({ ...each, scopeId: "nobody", unit: "cost" })).toMatchObject({
      of: null,
      spent: 0,
    });
    const types = (await budgets.choices()).agentTypes;
    expect(types).toEqual([{ projectId: "web", id: "ui-ux", name: "UI/UX" }]);
  });

  test("removing what someone changed meanwhile is refused, and tells what it is now", async () => {
    const ctx = await scene();
    const { budgets } = signedIn(ctx);
    await budgets.set({ ...organization, limit: 50 });
    await budgets.set({ ...organization, limit: 60, version: 1 });
    await expect(budgets.remove({ id: "all", version: 1 })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("It is $60 now, set by owner@example.com"),
    });
    await budgets.remove({ id: "all", version: 2 });
    expect(await budgets.list()).toEqual([]);
  });

  test("a monthly limit that is turned off can be set again from the project's page", async () => {
    const ctx = await scene();
    const { budgets, aiCost } = signedIn(ctx);
    const limit = {
      id: "project-monthly:web",
      scope: "project",
      scopeId: "web",
      window: "month",
      unit: "cost",
    } as const;
    await budgets.set({ ...limit, limit: 9, enabled: false });
    const summary = await aiCost.getMonthlySummary({ projectId: "web" });
    expect(summary).toMatchObject({ budgetLimit: null, budgetVersion: 1 });
    await aiCost.setBudgetLimit({ projectId: "web", limitDollars: 7, version: summary.budgetVersion, block: true });
    expect(await aiCost.getMonthlySummary({ projectId: "web" })).toMatchObject({
      budgetLimit: 7,
      budgetVersion: 2,
      budgetOnExceeded: ["notify", "webhook", "block"],
    });
  });

  test.each(["finance", "member"] as const)("%s reads budgets and may not change them", async (role) => {
    const ctx = await scene();
    await signedIn(ctx).budgets.set({ ...organization, limit: 50 });
    const { budgets } = signedIn(ctx, role);
    expect(await budgets.list()).toHaveLength(1);
    await expect(budgets.set({ ...organization, limit: 1 })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(budgets.remove({ id: "all" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("the audit log", () => {
  test("newest first, page by page, by group, actor and target", async () => {
    const ctx = await testOrganization();
    await prisma().$transaction(async (tx) => {
      for (let n = 0; n < 60; n++) {
        // Several in one instant: the pages must neither skip nor repeat one.
        const at = { ...ctx, now: new Date(Date.UTC(2026, 0, 1, 0, 0, Math.floor(n / 7))) };
        await audit(tx, at, { action: "project.create", target: `p${n}`, after: { name: `p${n}` } });
      }
    });
    await signedIn(ctx).budgets.set({ ...organization, limit: 50 });
    const log = signedIn(ctx, "finance").audit;
    const first = await log.list({});
    const second = await log.list({ cursor: first.nextCursor });
    expect(first.items[0]).toMatchObject({ action: "budget.set", actor: "owner@example.com", after: { limit: "50" } });
    expect(second.nextCursor).toBeNull();
    const targets = [...first.items, ...second.items].map(({ target }) => target);
    expect(new Set(targets).size).toBe(61);
    expect(targets).toHaveLength(61);

    expect((await log.list({ group: "budget" })).items).toHaveLength(1);
    expect((await log.list({ actor: "system:test" })).items).toHaveLength(50);
    expect((await log.list({ target: "P59" })).items).toMatchObject([{ target: "p59" }]);
    expect((await log.list({ target: "%" })).items).toEqual([]);
    expect(await log.filters()).toEqual({
      groups: ["budget", "project"],
      actors: ["owner@example.com", "system:test"],
    });
    await expect(log.list({ cursor: "nonsense" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("names the agent or project that a change is of, and is searched by its name", async () => {
    const ctx = await testOrganization();
    await prisma().project.update({
      where: { orgId_id: { orgId: ctx.orgId, id: "web" } },
      data: { name: "My Project" },
    });
    await registerAgent({ ctx, input: { id: "a1", name: "Scout", projectId: "web" } });
    const { budgets, audit: log } = signedIn(ctx);
    const limit = { window: "day", unit: "cost", limit: 5 } as const;
    await budgets.set({ ...limit, id: "agent", scope: "agent", scopeId: "a1" });
    await budgets.set({ ...limit, id: "project", scope: "project", scopeId: "web" });
    await budgets.set({ ...limit, id: "type", scope: "agent_type", projectId: "web", scopeId: "qa" });
    const named = async (target?: string) =>
      (await log.list({ target })).items.map(({ action, agentName, projectName }) => [action, agentName, projectName]);
    expect(await named()).toEqual([
      ["budget.set", null, "My Project"],
      ["budget.set", null, "My Project"],
      ["budget.set", "Scout", null],
      ["agent.create", "Scout", "My Project"],
    ]);
    expect(await named("scout")).toHaveLength(2);
    expect(await named("my project")).toHaveLength(3);
  });

  test("is not for members, nor of other organisations", async () => {
    const ctx = await scene();
    await signedIn(ctx).budgets.set({ ...organization, limit: 50 });
    await expect(signedIn(ctx, "member").audit.list({})).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await signedIn(await testOrganization()).audit.list({})).items).toEqual([]);
  });
});
