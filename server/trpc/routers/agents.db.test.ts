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
  ctx = await testOrganization({ projects: ["web", "api", "docs"] });
  await recordEvents({ ctx, events: [event(0.5), event(1, { agentId: "a2", agentType: "research" })] });
});

describe("the list", () => {
  test("has what each agent used, and of its own limits the one of which most is used", async () => {
    await setBudget({
      ctx,
      input: { id: "each", scope: "agent", window: "month", unit: "cost", limit: 1000, onExceeded: ["notify"] },
    });
    await agents().setLimits({ agentId, limits: { ...none, dailyCost: 100, monthlyTokens: 20 } });
    const { rows } = await agents("member").list({ sort: "name", desc: false });
    const [a1, a2] = rows;
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

  test("names the other projects that an agent works in, as its page does, which splits the month", async () => {
    const [api, docs] = [event(2, { projectId: "api" }), event(0.25, { projectId: "docs" })];
    expect(await recordEvents({ ctx, events: [docs, api] })).toMatchObject({ rejected: [] });
    const works = [["web"], ["web", "api", "docs"]];
    const { rows } = await agents("member").list({});
    const ids = (of: { projects: { projectId: string }[] }) => of.projects.map(({ projectId }) => projectId);
    expect(rows.map(ids).sort((a, b) => a.length - b.length)).toEqual(works);
    expect(ids(await agents("member").get({ agentId }))).toEqual(works[1]);
    const { month } = await agents("member").analytics({ agentId, range: "7d" });
    expect(month).toMatchObject({ cost: 2.75, isElsewhere: true });
    expect(month.projects.map(({ name, cost }) => [name, cost])).toEqual([
      ["api", 2],
      ["web", 0.5],
      ["docs", 0.25],
    ]);
    expect((await agents("member").analytics({ agentId: "a2", range: "7d" })).month.isElsewhere).toBe(false);
  });

  test("has a cap of which nothing is used, and none for an agent without", async () => {
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 40 * 86_400_000) };
    await agents().setLimits({ agentId, limits: { ...none, dailyCost: 100 } });
    const { rows } = await agents("owner", later).list({ sort: "name", desc: false });
    const [a1, a2] = rows;
    expect([a1?.cap?.pct, a2?.cap, a1?.month.tokens]).toEqual([0, null, 0]);
  });

  test("is found, sorted and cut to pages by the server; its total is of all that match", async () => {
    const fresh = await testOrganization({ projects: ["web"] });
    // Of 120 agents each spent its number in cents; every tenth searches; the first three have a cap of $1 a day.
    const all = Array.from({ length: 120 }, (_, i) => ({ cents: i + 1, id: `bot-${String(i + 1).padStart(3, "0")}` }));
    const type = (cents: number) => (cents % 10 === 0 ? "code_search" : "other");
    await recordEvents({
      ctx: fresh,
      events: all.map(({ id, cents }) => event(cents / 100, { agentId: id, agentType: type(cents) })),
    });
    const list = (input: Parameters<ReturnType<typeof agents>["list"]>[0]) => agents("member", fresh).list(input);
    const ids = ({ rows }: { rows: { agentId: string }[] }) => rows.map((row) => row.agentId);
    const byCost = all.map(({ id }) => id).reverse();

    const pages = [await list({}), await list({ page: 2 }), await list({ page: 3 })];
    expect(pages.map((page) => [page.before, page.rows.length, page.found])).toEqual([
      [0, 50, 120],
      [50, 50, 120],
      [100, 20, 120],
    ]);
    expect(pages.flatMap(ids)).toEqual(byCost);
    for (const { total } of pages) expect(total.month.costNanos).toBe(String(((120 * 121) / 2) * 10_000_000));
    const beyond = await list({ page: 99 });
    expect([beyond.page, ids(beyond)]).toEqual([3, byCost.slice(100)]);
    expect(await list({ q: "\0" })).toMatchObject({ found: 120, page: 1 });
    expect((await list({ q: "bot\u0007001" })).found).toBe(1);
    expect(ids(await list({ sort: "name", desc: false, page: 2 }))).toEqual(byCost.toReversed().slice(50, 100));

    const found = await list({ q: " Code search ", sort: "cost-today", desc: false });
    expect(ids(found)).toEqual(all.filter(({ cents }) => cents % 10 === 0).map(({ id }) => id));
    expect([found.agents, found.found, found.total.today.costNanos]).toEqual([120, 12, String(780 * 10_000_000)]);
    expect(await list({ q: "nobody" })).toMatchObject({
      agents: 120,
      found: 0,
      rows: [],
      total: { month: { cost: 0 } },
    });

    for (const id of ["bot-001", "bot-002", "bot-003"]) {
      await agents("owner", fresh).setLimits({ agentId: id, limits: { ...none, dailyCost: 1 } });
    }
    await agents("owner", fresh).pause({ agentId: "bot-002" });
    expect(ids(await list({ sort: "cap" })).slice(0, 4)).toEqual(["bot-003", "bot-002", "bot-001", "bot-004"]);
    expect(ids(await list({ sort: "cap", desc: false })).slice(0, 4)).toEqual([
      "bot-001",
      "bot-002",
      "bot-003",
      "bot-004",
    ]);
    expect(await list({ status: "paused" })).toMatchObject({
      agents: 120,
      paused: 1,
      found: 1,
      rows: [{ name: "bot-002" }],
    });
  });
});

describe("limits", () => {
  test("stand with what is used; what was set over them by the organisation stands beside them", async () => {
    await setBudget({
      ctx,
      input: { id: "all", scope: "organization", window: "month", unit: "cost", limit: 1, onExceeded: ["block"] },
    });
    await agents().setLimits({ agentId, limits: { ...none, dailyCost: 2, monthlyCost: 5 } });
    const limits = await agents("member").limits({ agentId });
    expect(limits.caps).toMatchObject({ dailyCost: { spent: 0.5, limit: 2, pct: 25 }, dailyTokens: null });
    expect(limits.caps.monthlyCost).toMatchObject({ limitNanos: "5000000000", pct: 10 });
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
    const first = { agentId, limits: { ...none, dailyCost: 5 }, versions };
    await agents().setLimits(first);
    const second = { ...first, limits: { ...none, dailyTokens: 100, dailyCost: 6 } };
    await expect(agents("admin").setLimits(second)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("It is $5 now"),
    });
    const { caps, versions: now } = await agents().limits({ agentId });
    expect([caps.dailyTokens, caps.dailyCost?.limit]).toEqual([null, 5]);
    await agents("admin").setLimits({ ...second, versions: now });
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

test("its alerts are those of its own limits, and of the caps over it that were reached", async () => {
  const of = { window: "month", unit: "cost", limit: 1 } as const;
  const stops = { ...of, onExceeded: ["notify", "block"] as ["notify", "block"] };
  await setBudget({ ctx, input: { ...stops, id: "all", scope: "organization" } });
  await setBudget({ ctx, input: { ...stops, id: "web", scope: "project", scopeId: "web", limit: 1.7 } });
  await setBudget({ ctx, input: { ...of, id: "told", scope: "project", scopeId: "web", onExceeded: ["notify"] } });
  await setBudget({
    ctx,
    input: { ...stops, id: "type", scope: "agent_type", projectId: "web", scopeId: "research", limit: 0.5 },
  });
  await agents().setLimits({ agentId: "a2", limits: { ...none, dailyCost: 1.1 } });
  const said = async (of: string) =>
    (await agents().alerts({ agentId: of })).map(({ budgetId, level }) => `${budgetId} ${level}`).sort();
  // The organisation spent $1.50 of $1: that stops both. Of $1.70 of the project it is a warning, which stops nobody.
  expect(await said(agentId)).toEqual(["all exceeded"]);
  expect(await said("a2")).toEqual(["agent-dailyCost:a2 warning", "all exceeded", "type exceeded"]);
});

test("nothing of another organisation can be read or changed", async () => {
  const other = agents("owner", await testOrganization());
  expect(await other.list({})).toMatchObject({ agents: 0, found: 0, rows: [] });
  const attempts = await Promise.allSettled([
    other.get({ agentId }),
    other.limits({ agentId }),
    other.calls({ agentId }),
    other.setLimits({ agentId, limits: none }),
    other.pause({ agentId }),
    other.resume({ agentId }),
  ]);
  expect(attempts.map((attempt) => attempt.status === "rejected" && attempt.reason.code)).toEqual(
    attempts.map(() => "NOT_FOUND"),
  );
  expect(await other.usage({ agentId })).toMatchObject({ month: { costNanos: "0", calls: 0 } });
});
