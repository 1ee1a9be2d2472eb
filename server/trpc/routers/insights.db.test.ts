import { beforeEach, expect, test } from "vitest";
import { event } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx, Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { findInsights } from "#server/insights/find-insights.ts";
import { dayMs } from "#server/time/window.ts";
import { createCaller } from "../router.ts";

let ctx: Ctx;

/** The procedures as someone of this role calls them, so many days after the first search. */
function insights(role: Role = "owner", { of = ctx, days = 0 } = {}) {
  const user = { id: "u1", email: `${role}@example.com`, name: role };
  const session = { user, orgId: of.orgId, role, organizations: [] };
  return createCaller({ requestId: "r", now: later(of, days).now, session }).insights;
}
const later = (of: Ctx, days: number): Ctx => ({ ...of, now: new Date(of.now.getTime() + days * dayMs) });

/** Retries at so many dollars, of `agentId`. */
const retry = (cost: number, agentId = "a1", jobId = `job-${cost}`) => event(cost, { agentId, jobId, attempt: 2 });
const record = (...events: object[]) => recordEvents({ ctx, events });

beforeEach(async () => {
  ctx = await testOrganization({ projects: ["web"] });
  await record(event(5, { jobId: "first" }), retry(2));
  await findInsights({ ctx });
});

async function only(show: "open" | "dismissed" = "open") {
  const { items } = await insights().list({ show });
  expect(items.length).toBeLessThanOrEqual(1);
  return items[0];
}

test("before the first search there is none; Refresh looks, and says when and over which days", async () => {
  const of = await testOrganization({ projects: ["web"] });
  expect(await insights("member", { of }).list({})).toEqual({ search: null, items: [] });
  await insights("member", { of }).refresh();
  const { search } = await insights("member", { of }).list({});
  expect(search).toMatchObject({
    searchedAt: of.now.toISOString(),
    last: of.now.toISOString().slice(0, 10),
    agents: 0,
  });
});

test("what is found names its agent and project, and its money to the nano-dollar", async () => {
  expect(await only()).toMatchObject({
    projectName: "web",
    agentName: "a1",
    amountNanos: "2000000000",
    spentNanos: "7000000000",
    dismissed: null,
    evidence: { kind: "retries", jobs: 2, retried: 1 },
  });
  expect((await insights("member").list({ agentId: "a1" })).items).toEqual([await only()]);
  expect((await insights("member").list({ agentId: "a2" })).items).toEqual([]);
});

test("dismissed it is with the others, by whom and when; taken back it is open as before; both are audited", async () => {
  const found = await only();
  const id = found?.id ?? "";
  await insights("finance").dismiss({ id });
  await insights("owner", { days: 1 }).dismiss({ id });
  expect(await only()).toBeUndefined();
  expect((await only("dismissed"))?.dismissed).toEqual({
    at: ctx.now.toISOString(),
    by: "finance@example.com",
    amountNanos: "2000000000",
  });
  await insights("owner").dismiss({ id, dismissed: false });
  expect(await only()).toEqual(found);
  expect(await only("dismissed")).toBeUndefined();
  const log = await prisma().auditEntry.findMany({ where: { orgId: ctx.orgId, action: { startsWith: "insight." } } });
  expect(log.map(({ actor, action, target, after }) => [actor, action, target, after])).toEqual([
    ["finance@example.com", "insight.dismiss", `insight:${id}`, { name: "retries of a1", amount: "2" }],
    ["owner@example.com", "insight.restore", `insight:${id}`, expect.anything()],
  ]);
});

test("it stays dismissed in later searches, and comes back when it has grown by half, saying so", async () => {
  const id = (await only())?.id ?? "";
  await insights().dismiss({ id });
  await record(retry(0.9));
  await findInsights({ ctx: later(ctx, 1) });
  expect([await only(), (await only("dismissed"))?.amountNanos]).toEqual([undefined, "2900000000"]);
  await record(retry(0.2));
  await findInsights({ ctx: later(ctx, 2) });
  expect(await only()).toMatchObject({ id, amountNanos: "3100000000", dismissed: { amountNanos: "2000000000" } });
  // Seen once, it does not go away by itself when it falls again; dismissed again, it does.
  await findInsights({ ctx: later(ctx, 3) });
  expect((await only())?.id).toBe(id);
  await insights().dismiss({ id });
  expect(await only()).toBeUndefined();
});

test("what is dismissed and no longer found is remembered for 90 days", async () => {
  await insights().dismiss({ id: (await only())?.id ?? "" });
  await findInsights({ ctx: later(ctx, 60) });
  expect(await only("dismissed")).toBeDefined();
  await findInsights({ ctx: later(ctx, 100) });
  expect(await only("dismissed")).toBeUndefined();
});

test("members look, but dismiss nothing; nobody reaches what is another organisation's", async () => {
  const id = (await only())?.id ?? "";
  await expect(insights("member").dismiss({ id })).rejects.toMatchObject({
    code: "FORBIDDEN",
    message: "A member may not dismiss insights. It takes the role owner, admin or finance.",
  });
  const other = await testOrganization();
  await expect(insights("owner", { of: other }).dismiss({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await insights("owner", { of: other }).list({})).items).toEqual([]);
  expect((await only())?.id).toBe(id);
});
