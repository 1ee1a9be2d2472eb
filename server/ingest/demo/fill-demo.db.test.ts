import { expect, test } from "vitest";
import { systemCtx } from "#server/access/organizations.ts";
import { closeMonth } from "#server/books/close-month.ts";
import { createProject } from "#server/catalog/create-project.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { addDays } from "#server/time/window.ts";
import { recordEvents } from "../record-events.ts";
import { demoProjects } from "./demo-company.ts";
import { demoDay } from "./demo-day.ts";
import { fillDemo } from "./fill-demo.ts";
import { keepDemoGoing } from "./keep-demo-going.ts";
import { removeDemo } from "./remove-demo.ts";

const made = new Date("2026-11-22T15:30:00Z");
const later = new Date("2026-11-24T09:00:00Z");
const ctxAt = (now: Date): Promise<Ctx> => systemCtx({ orgId: "demo", by: "test", now });
const calls = () => prisma().creditTransaction.count({ where: { orgId: "demo" } });

/** Without a database: what the days hold from `first` to that moment. */
function callsUpTo(now: Date, first: string, madeOn: string): number {
  let count = 0;
  for (let day = first; day <= now.toISOString().slice(0, 10); day = addDays(day, 1)) {
    count += demoDay(day, madeOn).events.filter((event) => Date.parse(event.occurredAt ?? "") <= now.getTime()).length;
  }
  return count;
}

test("the demo: half-way, to the end, topped up, beside own data, removed for good", async () => {
  const months = 1; // Enough for several batches.
  const killed = new Error("killed");
  const killing = fillDemo({
    now: made,
    months,
    onProgress: ({ daysDone, daysTotal }) => {
      if (daysDone < daysTotal) throw killed;
    },
  });
  await expect(killing).rejects.toBe(killed);
  const first = await calls();
  expect(first).toBeGreaterThan(1_000);
  const filled = await fillDemo({ now: made, months });
  expect(filled).toEqual({ outcome: "filled", recorded: (await calls()) - first });
  expect(await calls()).toBe(callsUpTo(made, "2026-10-01", "2026-11-22"));
  expect(await fillDemo({ now: made, months })).toEqual({ outcome: "topped_up", recorded: 0 });

  const newest = await prisma().creditTransaction.findFirstOrThrow({
    where: { orgId: "demo" },
    orderBy: { occurredAt: "desc" },
  });
  expect(newest.occurredAt.getTime()).toBeLessThanOrEqual(made.getTime());
  expect(newest.occurredAt.getTime()).toBeGreaterThan(made.getTime() - 40 * 60_000);
  expect(await prisma().billingSetting.count({ where: { orgId: "demo" } })).toBe(5);
  const insights = await prisma().insight.findMany({ where: { orgId: "demo" }, distinct: ["kind"] });
  expect(insights.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["cheaper_model", "caching", "retries", "effort"]),
  );
  expect(await reconcile()).toEqual([]);

  const oldest = await prisma().creditTransaction.findFirstOrThrow({
    where: { orgId: "demo" },
    orderBy: { occurredAt: "asc" },
  });
  expect(oldest.occurredAt.toISOString()).toMatch(/^2026-10-01/);

  const between = new Date("2026-11-23T12:00:00Z");
  expect((await fillDemo({ now: between, since: made })).recorded).toBeGreaterThan(50);
  expect(await fillDemo({ now: later })).toMatchObject({ outcome: "topped_up" });
  expect(await calls()).toBe(callsUpTo(later, "2026-10-01", "2026-11-22"));

  // Somebody's own project in the same organisation, with one of the demo's agents at work in it.
  const ctx = await ctxAt(later);
  await createProject({ ctx, input: { id: "own" } });
  const own = { projectId: "own", provider: "openai", model: "gpt-5.2", inputTokens: 1_000_000, outputTokens: 0 };
  await recordEvents({
    ctx,
    events: [
      { ...own, id: "own-1", agentId: "my-agent", occurredAt: "2026-11-24T08:00:00Z", runId: "r-1", jobId: "j-1" },
      { ...own, id: "own-2", agentId: "storefront-testing", occurredAt: "2026-11-24T08:00:00Z" },
    ],
  });

  const unusual = {
    orgId: "demo",
    budgetId: "",
    level: "anomaly",
    threshold: 0,
    window: "day",
    unit: "cost",
    value: 9n,
  };
  const yesterday = new Date("2026-11-23T00:00:00Z");
  const [demoProject] = demoProjects;
  await prisma().budgetAlert.createMany({
    data: [
      { id: "of-project", scope: "project", projectId: demoProject?.id ?? "", scopeId: demoProject?.id ?? "" },
      { id: "of-agent", scope: "agent", projectId: "", scopeId: "storefront-research" },
      { id: "of-own", scope: "agent", projectId: "", scopeId: "my-agent" },
    ].map((alert) => ({ ...unusual, ...alert, limit: 1n, windowStart: yesterday, createdAt: later })),
  });

  // Books of months with the demo's calls are those of the rest, once it is gone.
  await closeMonth({ ctx: { ...ctx, now: later }, input: { month: "2026-10" } });
  expect(await prisma().closedFigure.count({ where: { orgId: "demo" } })).toBeGreaterThan(0);
  const before = await calls();
  expect(await removeDemo({ ctx })).toEqual({ calls: before - 2 });
  expect(await calls()).toBe(2);
  expect(await prisma().insight.count({ where: { orgId: "demo" } })).toBe(0);
  const left = await prisma().budgetAlert.findMany({ where: { orgId: "demo", level: "anomaly" } });
  expect(left.map(({ id }) => id)).toEqual(["of-own"]);
  expect(await reconcile()).toEqual([]);
  const projects = await prisma().project.findMany({ where: { orgId: "demo" } });
  expect(projects.map(({ id }) => id)).toEqual(["own"]);
  const agents = await prisma().agent.findMany({ where: { orgId: "demo" }, orderBy: { id: "asc" } });
  expect(agents.map(({ id }) => id)).toEqual(["my-agent", "storefront-testing"]);
  const month = await prisma().usageCounter.findMany({
    where: { orgId: "demo", scope: "organization", window: "month" },
  });
  expect(month.map(({ calls, inputTokens }) => [calls, inputTokens])).toEqual([[2n, 2_000_000n]]);
  expect(await prisma().budget.count({ where: { projectId: { in: demoProjects.map(({ id }) => id) } } })).toBe(0);

  await expect(removeDemo({ ctx })).rejects.toThrow("holds no demo data");
  expect(await fillDemo({ now: later, months })).toEqual({ outcome: "kept_out", recorded: 0 });
}, 240_000);

test("while the server runs the demo goes on, until it is removed", async () => {
  await prisma().auditEntry.deleteMany({ where: { orgId: "demo" } });
  await prisma().project.deleteMany({ where: { orgId: "demo" } });
  await prisma().orgSettings.update({ where: { orgId: "demo" }, data: { createdAt: new Date() } });
  await fillDemo({ now: new Date(Date.now() - 3_600_000), months: 0 });
  const before = await calls();
  const stop = keepDemoGoing({ everyMs: 20 });
  await expect.poll(calls, { timeout: 60_000 }).toBeGreaterThan(before);
  await removeDemo({ ctx: await ctxAt(new Date()) });
  const left = await calls();
  await stop();
  expect(await calls()).toBe(left);
  expect(await reconcile()).toEqual([]);
}, 120_000);

test("a member may not remove it", async () => {
  const member: Ctx = {
    ...(await ctxAt(later)),
    actor: { kind: "user", id: "u", email: "m@example.com", role: "member" },
  };
  await expect(removeDemo({ ctx: member })).rejects.toMatchObject({ code: "forbidden" });
});
