import { beforeAll, expect, test } from "vitest";
import { setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { setLimit } from "#server/budgets/set-limit.ts";
import type { Ctx } from "#server/context.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { portfolio } from "./portfolio.ts";

const now = new Date("2026-11-22T12:00:00Z");
/** 212 projects: every third spends nothing, every fifth has a limit of $10. */
const projects = Array.from({ length: 212 }, (_, i) => {
  const id = `${i % 2 ? "web" : "api"}-${String(i).padStart(3, "0")}`;
  return { id, limit: i % 5 === 0 ? 10 : null, cost: i % 3 === 0 ? 0 : 0.05 * i, before: i % 4 === 1 ? 0 : 0.01 * i };
});
let ctx: Ctx;

beforeAll(async () => {
  ctx = await testOrganization({ projects: projects.map(({ id }) => id), now });
  const owner: Ctx = { ...ctx, actor: { kind: "user", id: "u", email: "o@example.com", role: "owner" } };
  const call = { agentId: "a", provider: "acme", model: "acme-1", inputTokens: 10, outputTokens: 1 };
  const events = projects.flatMap(({ id: projectId, cost, before }) => [
    ...(cost > 0
      ? [{ ...call, id: `now ${projectId}`.replace(" ", "-"), projectId, cost, occurredAt: "2026-11-10T12:00:00Z" }]
      : []),
    ...(before > 0
      ? [{ ...call, id: `then-${projectId}`, projectId, cost: before, occurredAt: "2026-10-10T12:00:00Z" }]
      : []),
  ]);
  expect((await recordEvents({ ctx, events })).rejected).toEqual([]);
  for (const { id, limit } of projects) {
    if (limit) await setLimit({ ctx: owner, input: { projectId: id, limitDollars: limit } });
  }
  await setCap(ctx, { scope: "agent", scopeId: "a", window: "day", limit: 1n });
}, 60_000);

const sum = (some: readonly number[]) => some.reduce((all, one) => all + Math.round(one * 1e9), 0);

test("the cards are of all projects, whatever is searched; a page has 50, its total is of all that were found", async () => {
  const all = await portfolio({ ctx, input: {} });
  expect(all.total.costNanos).toBe(String(sum(projects.map(({ cost }) => cost))));
  expect(all.total).toMatchObject({
    comparableCost: sum(projects.map(({ cost }) => cost)) / 1e9,
    previousCost: sum(projects.map(({ before }) => before)) / 1e9,
  });
  const limited = projects.filter(({ limit }) => limit !== null);
  const used = (of: (typeof limited)[number]) => of.cost / (of.limit ?? 1);
  expect(all.risk).toMatchObject({
    limited: limited.length,
    over: limited.filter((one) => used(one) >= 1).length,
    near: limited.filter((one) => used(one) >= 0.8 && used(one) < 1).length,
  });
  expect(all.shown).toMatchObject({ count: 212, page: 1, pages: 5, costNanos: all.total.costNanos });
  expect(all.shown.rows).toHaveLength(50);

  const found = await portfolio({ ctx, input: { q: " WEB", page: 99 } });
  const web = projects.filter(({ id }) => id.startsWith("web"));
  expect(found.total.costNanos).toBe(all.total.costNanos);
  expect(found.shown).toMatchObject({
    count: 106,
    page: 3,
    pages: 3,
    costNanos: String(sum(web.map(({ cost }) => cost))),
  });
  expect(found.shown.rows).toHaveLength(6);
});

test("page after page is every project once, most of its budget used first, those without a limit last", async () => {
  const ids: string[] = [];
  for (let page = 1; page <= 5; page++) {
    ids.push(...(await portfolio({ ctx, input: { page } })).shown.rows.map(({ projectId }) => projectId));
  }
  expect(ids.toSorted()).toEqual(projects.map(({ id }) => id).sort());
  const limited = projects.filter(({ limit }) => limit !== null);
  const byUse = limited.filter(({ cost }) => cost > 0).toSorted((a, b) => b.cost - a.cost);
  expect(ids.slice(0, byUse.length)).toEqual(byUse.map(({ id }) => id));
  expect(new Set(ids.slice(0, limited.length))).toEqual(new Set(limited.map(({ id }) => id)));
});

test.each([
  ["-cost", (a: (typeof projects)[number], b: (typeof projects)[number]) => b.cost - a.cost],
  ["name", (a, b) => (a.id < b.id ? -1 : 1)],
  ["-name", (a, b) => (a.id < b.id ? 1 : -1)],
] satisfies [string, (a: (typeof projects)[number], b: (typeof projects)[number]) => number][])(
  "sorted by %s",
  async (sort, order) => {
    const { shown } = await portfolio({ ctx, input: { sort: sort as "name" } });
    const wanted = projects.toSorted(order).slice(0, 50);
    expect(shown.rows.map(({ cost }) => cost)).toEqual(wanted.map(({ cost }) => Math.round(cost * 1e9) / 1e9));
    if (sort !== "-cost") expect(shown.rows.map(({ name }) => name)).toEqual(wanted.map(({ id }) => id));
  },
);

test("a status leaves its own; nothing found is nothing; what is not understood is refused", async () => {
  const { shown } = await portfolio({ ctx, input: { status: "no_limit" } });
  expect(shown.count).toBe(projects.filter(({ limit }) => limit === null).length);
  const none = await portfolio({ ctx, input: { q: "nowhere" } });
  expect(none.shown).toMatchObject({ count: 0, page: 1, pages: 1, rows: [], costNanos: "0", comparableCost: null });
  await expect(portfolio({ ctx, input: { sort: "colour" as "name" } })).rejects.toMatchObject({
    code: "validation_failed",
  });
});
