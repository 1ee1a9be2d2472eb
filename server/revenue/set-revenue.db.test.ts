import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx, Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "#server/trpc/router.ts";
import { readRevenueCsv } from "./read-revenue-csv.ts";

const now = new Date("2026-11-22T12:00:00Z");
let api: TestApi;
let ctx: Ctx;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ctx = await testOrganization({ projects: ["web", "api"], now });
});

function signedIn(of: Ctx, role: Role) {
  const user = { id: "u1", email: `${role}@example.com`, name: "Lead" };
  return createCaller({ requestId: "r", now, session: { user, orgId: of.orgId, role, organizations: [] } }).growth;
}
const audits = () => prisma().auditEntry.findMany({ where: { orgId: ctx.orgId, action: "project.set_revenue" } });

describe("entered by people", () => {
  test("beside what the agents cost, month by month; what is left out stays, null takes it back", async () => {
    const call = { projectId: "web", agentId: "a", provider: "p", model: "m", inputTokens: 9, outputTokens: 1 };
    const events = [
      { ...call, id: "1", cost: 120.5, occurredAt: "2026-10-05T00:00:00Z" },
      { ...call, id: "2", cost: 30, occurredAt: "2026-11-05T00:00:00Z" },
    ];
    expect((await recordEvents({ ctx, events })).accepted).toBe(2);
    const growth = signedIn(ctx, "finance");
    const set = (...months: Parameters<typeof growth.setRevenue>[0]["months"]) =>
      growth.setRevenue({ projectId: "web", months });
    await set({ month: "2026-10", revenue: "1205.000000001", units: 241 }, { month: "2026-11", revenue: 400 });
    await set({ month: "2026-11", units: 0 });
    const months = await growth.getMonthlyGrowth({ projectId: "web" });
    expect(months).toHaveLength(12);
    expect(months.slice(-3)).toMatchObject([
      { month: "2026-09", costNanos: "0", revenue: null, revenueNanos: null, units: null },
      { month: "2026-10", costNanos: "120500000000", revenueNanos: "1205000000001", units: 241 },
      { month: "2026-11", costNanos: "30000000000", revenue: 400, units: 0 },
    ]);
    await set({ month: "2026-11", revenue: null, units: null });
    expect((await growth.getMonthlyGrowth({ projectId: "web" })).at(-1)).toMatchObject({ revenue: null, units: null });
    expect(await prisma().revenueMonth.count({ where: { orgId: ctx.orgId } })).toBe(1);
    expect(await signedIn(ctx, "member").getMonthlyGrowth({ projectId: "api" })).toMatchObject(
      Array.from({ length: 12 }, () => ({ revenue: null, units: null })),
    );
  });

  test("each change is audited once, with before and after; what changes nothing is not", async () => {
    const growth = signedIn(ctx, "owner");
    const months = [{ month: "2026-10", revenue: 5 }];
    for (let i = 0; i < 3; i++) await growth.setRevenue({ projectId: "web", months });
    await growth.setRevenue({
      projectId: "web",
      months: [
        { month: "2026-10", revenue: "6.5" },
        { month: "2026-09", units: 4 },
      ],
    });
    expect(await audits()).toMatchObject([
      {
        actor: "owner@example.com",
        target: "web",
        before: { "2026-10 revenue": null },
        after: { "2026-10 revenue": "5" },
      },
      {
        before: { "2026-10 revenue": "5", "2026-09 units": null },
        after: { "2026-10 revenue": "6.5", "2026-09 units": "4" },
      },
    ]);
  });

  test.each([
    ["2026-12", 5],
    ["2014-12", 5],
    ["2026-13", 5],
    ["2026-10", -1],
    ["2026-10", 1e10],
    ["2026-10", "0.0000000001"],
    ["2026-10", "many"],
  ])("%s with %s is refused, and the month beside it not kept", async (month, revenue) => {
    const months = [
      { month: "2026-08", revenue: 1 },
      { month, revenue },
    ];
    await expect(signedIn(ctx, "owner").setRevenue({ projectId: "web", months })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    expect(await prisma().revenueMonth.count({ where: { orgId: ctx.orgId } })).toBe(0);
  });

  test("a month twice, a foreign project", async () => {
    const growth = signedIn(ctx, "owner");
    const twice = [
      { month: "2026-10", revenue: 1 },
      { month: "2026-10", units: 1 },
    ];
    await expect(growth.setRevenue({ projectId: "web", months: twice })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    const stranger = signedIn(await testOrganization({ projects: ["own"] }), "owner");
    const months = [{ month: "2026-10", revenue: 1 }];
    await expect(stranger.setRevenue({ projectId: "web", months })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test.each<[Role, boolean]>([
    ["owner", true],
    ["admin", true],
    ["finance", true],
    ["member", false],
  ])("%s may: %s", async (role, may) => {
    const growth = signedIn(ctx, role);
    const asked = [
      growth.setRevenue({ projectId: "web", months: [{ month: "2026-10", revenue: 1 }] }),
      growth.readRevenueFile({ text: "month,revenue\n2026-10,5" }),
    ];
    for (const one of asked) {
      if (may) await expect(one).resolves.toBeDefined();
      else await expect(one).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

describe("over REST", () => {
  test("is set and read; a key needs the scope admin to set it; what was exported is what can be imported", async () => {
    const [admin, read] = [await testKey(ctx, "admin"), await testKey(ctx, "read")];
    const put = (key: string, body: unknown) =>
      api.call("/v1/projects/web/revenue", {
        method: "PUT",
        key,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const months = [
      { month: "2026-09", revenue: "12400.00", units: 310 },
      { month: "2026-10", revenue: 13950.5 },
    ];
    expect((await put(read, { months })).status).toBe(403);
    const answer = await put(admin, { months });
    expect([answer.status, answer.body.data]).toMatchObject([
      200,
      [
        { month: "2026-09", revenue: 12400, revenueNanos: "12400000000000", units: 310, updatedBy: "key:admin" },
        { month: "2026-10", revenue: 13950.5, units: null },
      ],
    ]);
    expect((await api.call("/v1/projects/web/revenue", { key: read })).body).toEqual(answer.body);
    expect((await put(admin, { months: [] })).body.errors).toMatchObject([{ path: "months" }]);
    expect((await put(admin, { months: [{ month: "2026-10", revenu: 5 }] })).status).toBe(400);
    expect((await api.call("/v1/projects/none/revenue", { key: read })).status).toBe(404);

    const csv = await fetch(`${api.url}/api/exports/growth.csv?projectId=web`, {
      headers: { authorization: `Bearer ${read}` },
    });
    const known = readRevenueCsv(await csv.text()).filter(({ revenue }) => revenue);
    expect(known).toEqual([
      { month: "2026-09", revenue: "12400", units: 310 },
      { month: "2026-10", revenue: "13950.5" },
    ]);
  });
});
