import { beforeEach, describe, expect, test } from "vitest";
import { event } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import type { Ctx, Role } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "../router.ts";

let ctx: Ctx;
const agentId = "a1";
const none = { dailyTokens: 0, dailyCost: 0, monthlyTokens: 0, monthlyCost: 0 };

/** The procedures as someone of this role calls them. */
function caller(role: Role, of: Ctx = ctx) {
  const user = { id: "u1", email: `${role}@example.com`, name: role };
  return createCaller({ requestId: "r", now: of.now, session: { user, orgId: of.orgId, role, organizations: [] } });
}
const agents = (role: Role = "owner", of?: Ctx) => caller(role, of).agents;

beforeEach(async () => {
  ctx = await testOrganization({ projects: ["web"] });
  await recordEvents({ ctx, events: [event(0.5), event(1, { agentId: "a2", agentType: "research" })] });
});

describe("the list", () => {
  test("has what each agent used, and of its own limits the one of which most is used", async () => {
    await setBudget({
      ctx,
      input: { id: "each", scope: "agent", window: "month", unit: "cost", limit: 1000, onExceeded: ["notify"] },
    });
    await agents().setLimits({ agentId, limits: { ...none, dailyCost: 100, monthlyTokens: 20 } });
    const [a1, a2] = await agents("member").list();
    expect(a1).toMatchObject({
      agentId,
      status: "active",
      projectName: "web",
      today: { costNanos: "500000000", tokens: 15 },
      month: { cost: 0.5 },
      cap: { window: "month", unit: "tokens", limit: 20, pct: 75, status: "on_track" },
    });
    expect(a2).toMatchObject({ agentId: "a2", label: "Research", cap: { unit: "cost", limit: 1000, pct: 0.1 } });
  });

  test("has a cap of which nothing is used, and none for an agent without", async () => {
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 40 * 86_400_000) };
    await agents().setLimits({ agentId, limits: { ...none, dailyCost: 100 } });
    const [a1, a2] = await agents("owner", later).list();
    expect([a1?.cap?.pct, a2?.cap, a1?.month.tokens]).toEqual([0, null, 0]);
  });
});

describe("limits", () => {
  test("stand with what is used; what was set over them by the organisation stands beside them", async () => {
    await setBudget({
      ctx,
      input: { id: "all", scope: "organization", window: "month", unit: "cost", limit: 1, onExceeded: ["block"] },
    });
    await agents().setLimits({ agentId, limits: { ...none, dailyCost: 2 } });
    await agents().setMonthlyBudget({ agentId, budgetMonthlyCents: 500 });
    const limits = await agents("member").limits({ agentId });
    expect(limits.caps).toMatchObject({ dailyCost: { spent: 0.5, limit: 2, pct: 25 }, dailyTokens: null });
    expect(limits.monthly).toMatchObject({ limitNanos: "5000000000", pct: 10 });
    expect(limits.others.map(({ id }) => id)).toEqual(["all"]);
    expect(limits.stoppedBy.map(({ id, spent }) => [id, spent])).toEqual([["all", 1.5]]);
  });

  test("of another agent of the same organisation are none of its", async () => {
    await agents().setLimits({ agentId: "a2", limits: { ...none, dailyCost: 0.1 } });
    const limits = await agents().limits({ agentId });
    expect([limits.others, limits.stoppedBy]).toEqual([[], []]);
  });

  test("two people who edit them: the second is told, and nothing of the second is stored", async () => {
    const { versions } = await agents().limits({ agentId });
    const first = { agentId, limits: { ...none, dailyCost: 5 }, versions: versions.caps };
    await agents().setLimits(first);
    const second = { ...first, limits: { ...none, dailyTokens: 100, dailyCost: 6 } };
    await expect(agents("admin").setLimits(second)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("It is $5 now"),
    });
    const { caps, versions: now } = await agents().limits({ agentId });
    expect([caps.dailyTokens, caps.dailyCost?.limit]).toEqual([null, 5]);
    await agents("admin").setLimits({ ...second, versions: now.caps });

    await agents().setMonthlyBudget({ agentId, budgetMonthlyCents: 100, version: 0 });
    await expect(agents().setMonthlyBudget({ agentId, budgetMonthlyCents: 0, version: 0 })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  test.each([
    [{ ...none, dailyTokens: -1 }, /dailyTokens/],
    [{ ...none, dailyCost: 1e10 }, /dailyCost/],
    [{ ...none, monthlyTokens: 1.5 }, /monthlyTokens/],
  ])("%j is refused, naming the field", async (limits, named) => {
    await expect(agents().setLimits({ agentId, limits })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringMatching(named),
    });
  });
});

test("reached, the cap pauses; resumed, it is said which cap still stops; raised, the agent goes on", async () => {
  await agents().setLimits({ agentId, limits: { ...none, dailyCost: 0.4 } });
  expect(await agents().get({ agentId })).toMatchObject({
    status: "paused",
    statusReason: "Reached its daily cost limit",
    statusBy: "system:budgets",
  });
  expect(await agents().alerts({ agentId })).toMatchObject([{ level: "exceeded", pct: 125, acknowledgedAt: null }]);
  expect(await agents().resume({ agentId })).toMatchObject({
    status: "active",
    stoppedBy: [{ id: `agent-dailyCost:${agentId}` }],
  });
  await agents().pause({ agentId, reason: "Looking into it" });
  expect(await agents().get({ agentId })).toMatchObject({
    status: "paused",
    statusReason: "Looking into it",
    statusBy: "owner@example.com",
  });
  await agents().setLimits({ agentId, limits: { ...none, dailyCost: 4 } });
  expect(await agents().resume({ agentId })).toEqual({ status: "active", stoppedBy: [] });
});

test("its calls come newest first, by the page, of whichever project", async () => {
  await recordEvents({
    ctx,
    events: Array.from({ length: 60 }, (_, n) =>
      event(0.01, { id: `n${n}`, occurredAt: new Date(ctx.now.getTime() - n * 1000).toISOString() }),
    ),
  });
  const first = await agents("member").calls({ agentId });
  const second = await agents("member").calls({ agentId, cursor: first.nextCursor });
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  expect(ids).toHaveLength(61);
  expect(new Set(ids).size).toBe(61);
  expect(first.items[0]).toMatchObject({ projectId: "web", costNanos: expect.any(String) });
  expect(second.nextCursor).toBeNull();
});

test.each<[Role, boolean]>([
  ["owner", true],
  ["admin", true],
  ["finance", false],
  ["member", false],
])("%s may set limits, pause and resume: %s; everyone reads and acknowledges", async (role, may) => {
  const someone = agents(role);
  const attempts = [
    () => someone.setLimits({ agentId, limits: none }),
    () => someone.setMonthlyBudget({ agentId, budgetMonthlyCents: 0 }),
    () => someone.pause({ agentId }),
    () => someone.resume({ agentId }),
  ];
  for (const attempt of attempts) {
    if (may) await attempt();
    else await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await agents().setLimits({ agentId, limits: { ...none, dailyCost: 0.1 } });
  const [alert] = await someone.alerts({ agentId });
  await caller(role).alerts.acknowledge({ ids: [alert?.id ?? ""] });
  expect((await someone.alerts({ agentId }))[0]?.acknowledgedBy).toBe(`${role}@example.com`);
});

test("nothing of another organisation can be read or changed", async () => {
  const other = agents("owner", await testOrganization());
  expect(await other.list()).toEqual([]);
  const attempts = await Promise.allSettled([
    other.get({ agentId }),
    other.limits({ agentId }),
    other.calls({ agentId }),
    other.setLimits({ agentId, limits: none }),
    other.setMonthlyBudget({ agentId, budgetMonthlyCents: 1 }),
    other.pause({ agentId }),
    other.resume({ agentId }),
  ]);
  expect(attempts.map((attempt) => attempt.status === "rejected" && attempt.reason.code)).toEqual(
    attempts.map(() => "NOT_FOUND"),
  );
  expect(await other.usage({ agentId })).toMatchObject({ month: { costNanos: "0", calls: 0 } });
});
