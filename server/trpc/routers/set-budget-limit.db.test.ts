import { beforeAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx, Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "../router.ts";

const now = new Date("2026-11-22T12:00:00Z");

function signedIn(ctx: Ctx, role: Role = "owner") {
  const user = { id: "u1", email: "lead@example.com", name: "Lead" };
  return createCaller({ requestId: "r", now, session: { user, orgId: ctx.orgId, role, organizations: [] } });
}

let ctx: Ctx;

beforeAll(async () => {
  ctx = await testOrganization({ projects: ["web", "empty"], now });
  const event = { id: "e", projectId: "web", agentId: "a", provider: "x", model: "y", inputTokens: 1, outputTokens: 1 };
  await recordEvents({ ctx, events: [{ ...event, cost: 12.75 }] });
});

test("writes budget, billing setting and audit together; 0 clears both", async () => {
  const caller = signedIn(ctx);
  const where = { orgId: ctx.orgId };
  expect(await caller.aiCost.setBudgetLimit({ projectId: "web", limitDollars: 12.75 })).toMatchObject({
    budgetLimit: 12.75,
  });
  expect(await prisma().billingSetting.findMany({ where })).toMatchObject([
    { projectId: "web", key: "ai_budget_monthly_limit", value: "12.75" },
  ]);
  expect(await prisma().budget.findMany({ where })).toMatchObject([
    { scope: "project", window: "month", limit: 12_750_000_000n },
  ]);
  expect(await caller.aiCost.getMonthlySummary({ projectId: "web" })).toMatchObject({
    budgetLimit: 12.75,
    budgetPct: 100,
  });

  await caller.aiCost.setBudgetLimit({ projectId: "web", limitDollars: 0 });
  expect(await prisma().billingSetting.count({ where })).toBe(0);
  expect(await prisma().budget.count({ where })).toBe(0);
  expect(await prisma().auditEntry.findMany({ where, orderBy: { id: "asc" } })).toMatchObject([
    { actor: "lead@example.com", before: null, after: { limit: "12.75" } },
    { before: { limit: "12.75" }, after: null },
  ]);
});

test("of several monthly budgets of a project the lowest counts on every page; the page's own is what is edited", async () => {
  const own = await testOrganization({ projects: ["web", "shop"], now });
  const caller = signedIn(own);
  const event = { id: "e", projectId: "web", agentId: "a", provider: "x", model: "y", inputTokens: 1, outputTokens: 1 };
  await recordEvents({ ctx: own, events: [{ ...event, cost: 10 }] });
  const budget = { scope: "project", window: "month", unit: "cost" } as const;
  await caller.budgets.set({ id: "of-api", ...budget, scopeId: "web", limit: 25, onExceeded: ["block"] });
  await caller.aiCost.setBudgetLimit({ projectId: "web", limitDollars: 40 });
  const summary = () => caller.aiCost.getMonthlySummary({ projectId: "web" });
  expect(await summary()).toMatchObject({
    budgetLimit: 25,
    budgetPct: 40,
    budgetId: "of-api",
    budgetOnExceeded: ["block"],
    ownLimitNanos: "40000000000",
    budgetVersion: 1,
    otherBudgets: 1,
  });
  await caller.budgets.set({ id: "each", ...budget, limit: 20 });
  await caller.budgets.set({ id: "of-all", ...budget, scope: "organization", limit: 5 });
  expect(await summary()).toMatchObject({ budgetLimit: 20, budgetPct: 50, budgetId: "each", otherBudgets: 3 });
  expect((await caller.aiCost.getMonthlyTrend({ projectId: "web" })).at(-1)).toMatchObject({ budgetLimit: 20 });
  expect((await caller.aiCost.getCrossProjectSummary()).projects).toMatchObject([
    { projectId: "shop", budgetLimit: 20, budgetPct: 0, status: "on_track" },
    { projectId: "web", budgetLimit: 20, budgetPct: 50, status: "on_track" },
  ]);
});

test.each<[string, number, string, number]>([
  ["79.99", 100, "on_track", 79.99],
  ["80", 100, "near_limit", 80],
  ["99.97", 100, "near_limit", 99.97],
  ["100", 100, "over_limit", 100],
  ["134", 100, "over_limit", 134],
  ["99.999999999", 100, "near_limit", 99.99],
])("$%s of a $100 limit is %s", async (spent, limit, status, pct) => {
  const own = await testOrganization({ now });
  const event = {
    id: "e",
    projectId: "web",
    agentId: "a",
    provider: "x",
    model: "y",
    inputTokens: 1,
    outputTokens: 1,
  };
  await recordEvents({ ctx: own, events: [{ ...event, cost: Number(spent) }] });
  const caller = signedIn(own);
  await caller.aiCost.setBudgetLimit({ projectId: "web", limitDollars: limit });
  const { projects } = await caller.aiCost.getCrossProjectSummary();
  expect(projects).toMatchObject([{ projectId: "web", status, budgetPct: pct }]);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9 + 1, 0.0000000001])(
  "%d is refused and nothing changes",
  async (limitDollars) => {
    await expect(signedIn(ctx).aiCost.setBudgetLimit({ projectId: "web", limitDollars })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    expect(await prisma().budget.count({ where: { orgId: ctx.orgId } })).toBe(0);
  },
);

test.each<[Role, boolean]>([
  ["owner", true],
  ["admin", true],
  ["finance", false],
  ["member", false],
])("%s may: %s", async (role, may) => {
  const attempt = signedIn(ctx, role).aiCost.setBudgetLimit({ projectId: "empty", limitDollars: 5 });
  if (may) await expect(attempt).resolves.toMatchObject({ budgetLimit: 5 });
  else await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
});
