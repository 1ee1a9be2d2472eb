import { beforeAll, describe, expect, test } from "vitest";
import { event } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { createCaller } from "../router.ts";

// What the contract of `aiCost` says beyond what the pages ask for.
const now = new Date("2026-11-22T12:00:00Z");
const user = { id: "u1", email: "lead@example.com", name: "Lead" };

/** The procedures as a member of these organisations calls them who works in the first. */
function memberOf(here: Ctx, ...others: Ctx[]) {
  const organizations = [...others, here].map(({ orgId: id }) => ({ id, name: `The ${id}`, role: "member" as const }));
  const session = { user, orgId: here.orgId, role: "member" as const, organizations };
  return createCaller({ requestId: "r", now, session }).aiCost;
}

const call = (id: string, at: string, cost: number, of: object = {}) => event(cost, { id, occurredAt: at, ...of });

let ctx: Ctx;
beforeAll(async () => {
  ctx = await testOrganization({ projects: ["web", "shop"], now });
  const events = [
    call("e1", "2026-10-31T23:59:59Z", 1),
    call("e2", "2026-11-01T00:00:00Z", 2, { runId: "r1" }),
    call("e3", "2026-11-10T12:00:00Z", 3, { runId: "r1", agentId: "a2" }),
    call("e4", "2026-11-22T11:00:00Z", 4, { agentId: "a2" }),
    call("e5", "2026-11-22T11:30:00Z", 5, { agentId: "a2", projectId: "shop" }),
  ];
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: 5, rejected: [] });
});

test("getRecentTransactions: of an agent, of a run, of some days; an unknown filter is refused, not passed over", async () => {
  const { getRecentTransactions } = memberOf(ctx);
  type Filters = NonNullable<Parameters<typeof getRecentTransactions>[0]["filters"]>;
  const ids = async (filters: Filters) =>
    (await getRecentTransactions({ projectId: "web", filters })).items.map(({ id }) => id);
  expect(await ids({})).toEqual(["e4", "e3", "e2", "e1"]);
  expect(await ids({ agentId: "a2" })).toEqual(["e4", "e3"]);
  expect(await ids({ runId: "r1" })).toEqual(["e3", "e2"]);
  expect(await ids({ from: "2026-11-01", to: "2026-11-10" })).toEqual(["e3", "e2"]);
  expect(await ids({ agentId: "a2", to: "2026-11-22T11:00:00Z" })).toEqual(["e3"]);
  expect(await ids({ runId: "none" })).toEqual([]);
  const misspelt: object = { agent: "a2" };
  await expect(ids(misspelt)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

describe("getCrossProjectSummary of a person in several organisations", () => {
  test("has every project of each, named with its organisation, and they sum to the total", async () => {
    const other = await testOrganization({ projects: ["web"], now });
    await recordEvents({ ctx: other, events: [call("e1", "2026-11-12T12:00:00Z", 0.25)] });
    const { projects, organizations, total } = await memberOf(other, ctx).getCrossProjectSummary();
    // The one worked in comes first. Both call a project alike.
    expect(projects.map((row) => [row.organizationId, row.organizationName, row.projectId, row.cost])).toEqual([
      [other.orgId, `The ${other.orgId}`, "web", 0.25],
      [ctx.orgId, `The ${ctx.orgId}`, "shop", 5],
      [ctx.orgId, `The ${ctx.orgId}`, "web", 9],
    ]);
    expect(organizations.map((row) => [row.organizationId, row.cost])).toEqual([
      [other.orgId, 0.25],
      [ctx.orgId, 14],
    ]);
    expect(total).toMatchObject({ cost: 14.25, costNanos: "14250000000", totalTokens: 5 * 15, jobCount: 0 });
    const projected = organizations.map(({ forecast }) => forecast?.month?.projected ?? Number.NaN);
    expect(total.forecast?.month?.spentNanos).toBe("14250000000");
    expect(total.forecast?.month?.projected).toBeCloseTo(
      projected.reduce((sum, one) => sum + one, 0),
      6,
    );
  });

  test("projects nothing where one has spent and too little is known of it; one without calls changes nothing", async () => {
    const [today, idle] = [await testOrganization({ now }), await testOrganization({ now })];
    await recordEvents({ ctx: today, events: [call("e1", "2026-11-22T10:00:00Z", 1)] });
    const totalOf = async (...of: [Ctx, ...Ctx[]]) => (await memberOf(...of).getCrossProjectSummary()).total;
    expect(await totalOf(ctx, today)).toMatchObject({ cost: 15, forecast: { daysOfData: 0, month: null } });
    const alone = await totalOf(ctx);
    expect(alone.forecast?.month).not.toBeNull();
    expect(await totalOf(ctx, idle)).toEqual(alone);
    expect(await totalOf(idle, ctx)).toEqual(alone);
  });
});
