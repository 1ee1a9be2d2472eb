import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "../router.ts";

const now = new Date("2026-11-22T12:00:00Z");
const callerOf = ({ orgId }: Ctx) => {
  const user = { id: "u1", email: "member@example.com", name: "member" };
  return createCaller({ requestId: "r", now, session: { user, orgId, role: "member", organizations: [] } }).company;
};

/** 120 agents in three projects, each with calls in November and October. Cost in whole cents. */
const calls = Array.from({ length: 360 }, (_, i) => ({
  id: `e${i}`,
  occurredAt: new Date(Date.UTC(2026, i < 120 ? 9 : 10, 1 + (i % 20), 5)).toISOString(),
  projectId: ["web", "api", "docs"][i % 7 ? 0 : 1 + (i % 2)] ?? "web",
  agentId: `agent-${String(i % 120).padStart(3, "0")}`,
  jobId: i % 4 ? `j${i}` : undefined,
  provider: i % 5 ? "openai" : "anthropic",
  model: "m",
  inputTokens: 50 + i,
  outputTokens: 5,
  cents: 10 + ((i * 37) % 91),
}));
const november = calls.filter((call) => call.occurredAt.startsWith("2026-11"));
const october = calls.filter((call) => call.occurredAt.startsWith("2026-10"));
type Call = (typeof calls)[number];
const nanos = (of: readonly Call[]) => String(of.reduce((sum, call) => sum + call.cents, 0) * 10_000_000);
const by = (of: readonly Call[], key: "projectId" | "provider" | "agentId") =>
  [...Map.groupBy(of, (call) => call[key])]
    .map(([name, own]) => ({ [key]: name, costNanos: nanos(own) }))
    .sort((a, b) => Number(b.costNanos) - Number(a.costNanos));

async function organization(): Promise<Ctx> {
  const ctx = await testOrganization({ projects: ["web", "api", "docs"], now });
  const events = calls.map(({ cents, ...call }) => ({ ...call, cost: cents / 100 }));
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: 360, rejected: [] });
  return ctx;
}

test("a month of the company sums up by project, provider and agent; the budget is the lowest that limits it", async () => {
  const ctx = await organization();
  const limit = { scope: "organization", window: "month", unit: "cost" } as const;
  await setBudget({ ctx, input: { ...limit, id: "wide", limit: 500 } });
  await setBudget({ ctx, input: { ...limit, id: "low", limit: 200 } });
  const costs = await callerOf(ctx).costs({});
  expect(costs).toMatchObject({
    month: "2026-11",
    months: ["2026-10", "2026-11"],
    total: { costNanos: nanos(november), calls: november.length, jobCount: november.filter((one) => one.jobId).length },
    budget: { limitNanos: "200000000000", pct: Math.floor(Number(nanos(november)) / 2e7) / 100 },
    projects: by(november, "projectId"),
    providers: by(november, "provider"),
  });
  expect(costs.comparison).toMatchObject({
    current: { costNanos: nanos(november) },
    previous: { costNanos: nanos(october) },
  });

  const window = { orgId: ctx.orgId, budgetId: "low", scopeId: ctx.orgId, windowStart: new Date("2026-11-01") };
  await prisma().budgetWindow.upsert({
    where: { orgId_budgetId_scopeId_windowStart: window },
    create: { ...window, extra: 100_000_000_000n },
    update: { extra: 100_000_000_000n },
  });
  expect((await callerOf(ctx).costs({})).budget?.limitNanos).toBe("300000000000");

  const past = await callerOf(ctx).costs({ month: "2026-10" });
  expect(past).toMatchObject({ total: { costNanos: nanos(october) }, budget: null, forecast: null });
  expect(past.projects).toMatchObject(by(october, "projectId"));
  await expect(callerOf(ctx).costs({ month: "2027-01" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("agents come by the page, in the order asked for; what is searched is summed", async () => {
  const ctx = await organization();
  const pages = await Promise.all(
    [1, 2, 3, 9].map((page) => callerOf(ctx).agents({ page, sort: "name", desc: false })),
  );
  expect(pages.map(({ page, before, rows }) => [page, before, rows.length])).toEqual([
    [1, 0, 50],
    [2, 50, 50],
    [3, 100, 20],
    [3, 100, 20],
  ]);
  expect(pages.slice(0, 3).flatMap(({ rows }) => rows.map(({ agentId }) => agentId))).toEqual(
    [...new Set(november.map(({ agentId }) => agentId))].sort(),
  );
  const dearest = await callerOf(ctx).agents({});
  const expected = by(november, "agentId");
  expect(dearest.rows.map(({ costNanos }) => costNanos)).toEqual(
    expected.slice(0, 50).map(({ costNanos }) => costNanos),
  );
  expect(dearest.total.costNanos).toBe(nanos(november));
  // No row says that all of an agent's cost is of one project where it is not.
  for (const { agentId, projectId, projects } of dearest.rows) {
    const used = november.filter((call) => call.agentId === agentId).map((call) => call.projectId);
    expect(projects[0]?.projectId).toBe(projectId);
    expect(projects.map((one) => one.projectId).sort()).toEqual([...new Set([projectId, ...used])].sort());
  }
  expect(dearest.rows.some(({ projects }) => projects.length > 1)).toBe(true);

  const found = await callerOf(ctx).agents({ q: "AGENT-00" });
  const wanted = november.filter(({ agentId }) => agentId.startsWith("agent-00"));
  expect(found).toMatchObject({ agents: 120, found: 10, total: { costNanos: nanos(wanted) } });
  const [first] = found.rows;
  const own = wanted.filter(({ agentId }) => agentId === first?.agentId);
  const before = october.filter(({ agentId }) => agentId === first?.agentId);
  expect(first).toMatchObject({
    comparableCost: Number(nanos(own)) / 1e9,
    previousCost: Number(nanos(before)) / 1e9,
    costPerJobNanos: own.some((call) => call.jobId) ? expect.any(String) : null,
  });
});
