import { runMigrations } from "graphile-worker";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx, Role } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { continueReprice } from "#server/ledger/reprice.ts";
import { createCaller } from "../router.ts";

const now = new Date("2026-11-22T12:00:00Z");
const mine = { provider: "in-house", model: "house-7b" };
const price = { ...mine, effectiveFrom: "2026-11-01", input: "1", output: "2" };

function signedIn(ctx: Ctx, role: Role = "finance") {
  const user = { id: "u1", email: "fin@example.com", name: "Fin" };
  return createCaller({ requestId: "r", now, session: { user, orgId: ctx.orgId, role, organizations: [] } });
}

let ctx: Ctx;
beforeAll(() => runMigrations({ pgPool: pool() }));
beforeEach(async () => {
  ctx = await testOrganization({ now });
  const call = {
    projectId: "web",
    agentId: "a",
    inputTokens: 1_000_000,
    cachedInputTokens: 400_000,
    outputTokens: 100_000,
  };
  const events = [
    { ...call, id: "u1", ...mine, occurredAt: "2026-11-10T00:00:00Z" },
    { ...call, id: "u2", ...mine, occurredAt: "2026-10-31T23:59:59.999Z" },
    { ...call, id: "p1", provider: "openai", model: "gpt-4.1-2025-04-14", occurredAt: "2026-11-20T00:00:00Z" },
    { ...call, id: "r1", ...mine, occurredAt: "2026-11-11T00:00:00Z", cost: 3 },
  ];
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: 4 });
});

test("from unpriced to priced: seen, previewed, set, repriced, and its history", async () => {
  const { prices } = signedIn(ctx);
  expect(await prices.unpriced()).toMatchObject([
    { ...mine, calls: 2, tokens: 2_200_000, agents: 1, firstDay: "2026-10-31", lastDay: "2026-11-10", price: null },
  ]);
  expect(await prices.preview(price)).toMatchObject({
    unpriced: { calls: 1, still: 0, after: "1.2", complete: true },
    priced: { calls: 0, before: "0", after: "0" },
    reported: 1,
    models: [mine],
  });
  const reach = await prices.set(price);
  expect(reach).toEqual({ ...mine, from: "2026-11-01T00:00:00.000Z", to: null });
  const [row] = await prices.unpriced();
  expect(row).toMatchObject({ calls: 2, price: { input: "1", source: "organization" } });

  const { id } = await prices.reprice({ ...reach, include: "unpriced" });
  expect(await prices.repriceStatus({ id })).toMatchObject({ status: "running", calls: 0 });
  while (await continueReprice({ orgId: ctx.orgId, id }));
  expect(await prices.reprices()).toMatchObject([{ id, status: "done", calls: 1, before: "0", after: "1.2" }]);
  // The call of the day before the price began has none still.
  expect(await prices.unpriced()).toMatchObject([
    {
      calls: 1,
      firstDay: "2026-10-31",
      price: null,
      laterPrice: { input: "1", effectiveFrom: "2026-11-01T00:00:00.000Z" },
    },
  ]);

  const earlier = await prices.set({ ...price, effectiveFrom: "2026-10-01", input: "3" });
  expect(earlier).toMatchObject({ to: "2026-11-01T00:00:00.000Z" });
  const history = await prices.history(mine);
  expect(history).toMatchObject([
    { effectiveFrom: "2026-11-01T00:00:00.000Z", holds: true, setBy: "fin@example.com", stated: { cacheRead: null } },
    { effectiveFrom: "2026-10-01T00:00:00.000Z", holds: false, input: "3" },
  ]);
  await prices.remove({ id: history[0]?.id ?? "" });
  expect(await prices.history(mine)).toMatchObject([{ holds: true, input: "3" }]);
  await expect(prices.remove({ id: history[0]?.id ?? "" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("models are listed and searched by page; the used ones by the names of their calls, with what they cost", async () => {
  const { prices } = signedIn(ctx, "member");
  expect(await prices.list({ show: "used" })).toMatchObject({
    total: 2,
    items: [
      { ...mine, price: null, usage: { calls: 3, unpricedCalls: 2, costNanos: "3000000000" } },
      { model: "gpt-4.1-2025-04-14", price: { model: "gpt-4.1" }, usage: { calls: 1, costNanos: "2200000000" } },
    ],
  });
  const first = await prices.list({ show: "all" });
  expect(first).toMatchObject({ items: { length: 50 } });
  expect(first.total).toBeGreaterThan(1000);
  const second = await prices.list({ show: "all", cursor: first.nextCursor });
  const names = [...first.items, ...second.items].map(({ provider, model }) => `${provider}/${model}`);
  expect(new Set(names).size).toBe(100);
  const found = await prices.list({ show: "all", q: "Anthropic  sonnet 4" });
  expect(found.items.length).toBeGreaterThan(1);
  expect(found.items.every(({ providerLabel, model }) => providerLabel && /sonnet/.test(model))).toBe(true);
  expect(await prices.list({ show: "own" })).toMatchObject({ items: [], total: 0 });
});

test("the reference list stands as it was, with today's price and how far it is from it", async () => {
  const { prices } = signedIn(ctx, "owner");
  await prices.set({ ...price, provider: "openai", model: "gpt-4.1" });
  const reference = await prices.reference();
  expect(reference).toHaveLength(10);
  expect(reference.map(({ input, output }) => `${input} ${output}`)).toEqual([
    "2.00 8.00",
    "2.00 8.00",
    "0.40 1.60",
    "0.10 0.40",
    "3.00 15.00",
    "0.80 4.00",
    "1.25 10.00",
    "0.15 0.60",
    "0.27 1.10",
    "0.55 2.19",
  ]);
  expect(reference[0]).toMatchObject({ inputDifference: { dollars: "1.25", direction: "lower", percent: 38 } });
  expect(reference[0]).toMatchObject({
    outputDifference: { dollars: "10", direction: "higher", percent: 25 },
    own: null,
  });
  expect(reference[1]).toMatchObject({ inputDifference: { direction: "same", percent: 0 }, own: { input: "1" } });
  expect(reference.every(({ catalogue }) => catalogue !== null)).toBe(true);
  expect(reference[8]?.otherHours.length).toBe(1);
});

test("thirty days on each model: the same tokens at each price, cached and not", async () => {
  const { prices } = signedIn(ctx, "member");
  const { actual, models, range } = await prices.comparison({});
  expect(range).toEqual({ first: "2026-10-24", last: "2026-11-22" });
  expect(actual).toMatchObject({ costNanos: "5200000000", calls: 4, unpricedCalls: 2, inputTokens: 4_000_000 });
  const of = (model: string) => models.find((one) => one.price.model === model);
  // 2.4 M fresh at $2, 1.6 M cached at $0.50, 0.4 M out at $8.
  expect(of("gpt-4.1")).toMatchObject({ costNanos: "8800000000", withoutCacheNanos: "11200000000", usedCalls: 1 });
  expect(models).toHaveLength(10);
  const found = await prices.comparison({ q: "gpt-4o mini" });
  expect(found.models.length).toBeGreaterThan(0);
});

test.each<[Role, boolean]>([
  ["owner", true],
  ["admin", true],
  ["finance", true],
  ["member", false],
])("%s may set, remove, preview and reprice: %s", async (role, may) => {
  const { prices } = signedIn(ctx, role);
  const range = { ...mine, from: "2026-01-01T00:00:00Z", to: null };
  const attempts = [
    prices.set(price),
    prices.remove({ id: "none" }),
    prices.preview(price),
    prices.previewReprice(range),
    prices.reprice({ ...range, include: "unpriced" }),
  ];
  const codes = (await Promise.allSettled(attempts)).map((one) => (one.status === "rejected" ? one.reason.code : "OK"));
  expect(codes).toEqual(may ? ["OK", "NOT_FOUND", "OK", "OK", "OK"] : Array(5).fill("FORBIDDEN"));
});

test("another organisation sees none of it, and cannot touch it", async () => {
  const { prices } = signedIn(ctx);
  await prices.set(price);
  const [own] = await prices.history(mine);
  const { id } = await prices.reprice({ ...mine, from: "2026-01-01T00:00:00Z", to: null, include: "unpriced" });
  const other = await testOrganization({ now });
  const stranger = signedIn(other, "owner").prices;
  expect(await stranger.history(mine)).toEqual([]);
  expect(await stranger.unpriced()).toEqual([]);
  expect(await stranger.reprices()).toEqual([]);
  expect((await stranger.list({ show: "own" })).items).toEqual([]);
  await expect(stranger.remove({ id: own?.id ?? "" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(stranger.repriceStatus({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await continueReprice({ orgId: other.orgId, id });
  expect(await prices.repriceStatus({ id })).toMatchObject({ status: "running", calls: 0 });
  expect(await prices.history(mine)).toHaveLength(1);
});
