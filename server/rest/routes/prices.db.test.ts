import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { announceEvents } from "#server/outbox.ts";

let api: TestApi;
let ctx: Ctx;
let key: string;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ctx = await testOrganization();
  key = await testKey(ctx, "admin", "ingest");
});

const put = (body: object, credentials = key) =>
  api.call("/v1/prices", {
    method: "PUT",
    key: credentials,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const house = { provider: "in-house", model: "House-7B", effectiveFrom: "2026-11-01", input: "0.25", output: "1" };

test("a price is set, found, superseded and holds from its day on, for its organisation alone", async () => {
  const set = await put({ ...house, tiers: [{ aboveInputTokens: 1000, input: "0.5" }] });
  expect(set).toMatchObject({
    status: 200,
    body: {
      source: "organization",
      provider: "in-house",
      model: "house-7b",
      effectiveFrom: "2026-11-01T00:00:00.000Z",
      input: "0.25",
      output: "1",
      cacheRead: "0.25",
      tiers: [{ aboveInputTokens: 1000, input: "0.5", cacheRead: "0.5", output: "1" }],
      suspect: false,
    },
  });
  await put({ ...house, effectiveFrom: "2026-12-01T08:00:00+01:00", input: "0.000000001" });
  const at = async (query: string, credentials = key) =>
    (await api.call(`/v1/prices?${query}`, { key: credentials })).body.data;
  const mine = "provider=in-house&model=house-7b-2026-10-01";
  expect(await at(`${mine}&at=2026-11-15`)).toEqual([set.body]);
  expect(await at(`${mine}&at=2026-10-31T23:59:59Z`)).toEqual([]);
  expect(await at(`${mine}&at=2026-12-01T07:00:00Z`)).toMatchObject([{ input: "0.000000001" }]);
  expect(await at("model=house-7b&at=2026-11-02")).toEqual([set.body]);
  expect(await at("provider=In-House&at=2026-11-02")).toEqual([set.body]);

  const again = await put({ ...house, input: "0.3" });
  expect(await at(`${mine}&at=2026-11-15`)).toEqual([again.body]);
  expect(await prisma().auditEntry.findMany({ where: { orgId: ctx.orgId, action: "price.set" } })).toMatchObject([
    { actor: "key:admin,ingest", target: "price:in-house/house-7b", before: null },
    {},
    { before: { id: set.body.id, input: "0.25" }, after: { id: again.body.id, input: "0.3" } },
  ]);
  const other = await testOrganization();
  expect(await at(mine, await testKey(other, "read"))).toEqual([]);
});

test("the next call is priced by it, in every spelling of its name; the one before keeps its cost", async () => {
  const send = async (id: string, model: string) => {
    const call = { id, projectId: "web", agentId: "a", provider: "in-house", model, inputTokens: 4, outputTokens: 1 };
    const body = JSON.stringify({ events: [{ ...call, occurredAt: "2026-11-05T00:00:00Z" }] });
    await api.call("/v1/events", { method: "POST", key, headers: { "content-type": "application/json" }, body });
    return prisma().creditTransaction.findUniqueOrThrow({ where: { orgId_id: { orgId: ctx.orgId, id } } });
  };
  expect(await send("c1", "House-7B")).toMatchObject({ costSource: "unpriced", costNanos: null });
  const { body } = await put(house);
  expect(await send("c2", "house-7b@2026-10")).toMatchObject({
    costSource: "priced",
    costNanos: 2000n,
    priceId: body.id,
  });
  expect(await send("c1", "House-7B")).toMatchObject({ costSource: "unpriced" });
});

test("a price that another process set is known here once it says so", async () => {
  const find = async () => (await api.call("/v1/prices?provider=in-house&model=house-7b", { key })).body.data;
  expect(await find()).toEqual([]);
  const { orgId, now: createdAt } = ctx;
  const row = { orgId, provider: "in-house", model: "house-7b", effectiveFrom: new Date(0), input: 1n, output: 2n };
  await prisma().price.create({ data: { ...row, id: "elsewhere", source: "override", createdAt } });
  // Asked again and again it would be looked for only every five seconds.
  announceEvents(orgId);
  await vi.waitFor(async () => expect(await find()).toMatchObject([{ id: "elsewhere" }]), { timeout: 4_000 });
});

test("the public list is paged in order, each price once, and an own price stands in place of its", async () => {
  const all: { provider: string; model: string; source: string }[] = [];
  let cursor = "";
  do {
    const { status, body } = await api.call(`/v1/prices?provider=openai&limit=40${cursor && `&cursor=${cursor}`}`, {
      key,
    });
    expect(status).toBe(200);
    all.push(...body.data);
    cursor = body.nextCursor ?? "";
  } while (cursor);
  expect(all.length).toBeGreaterThan(80);
  expect(new Set(all.map(({ model }) => model)).size).toBe(all.length);
  expect(all.every(({ provider, source }) => provider === "openai" && source.startsWith("genai-prices"))).toBe(true);
  await put({ ...house, provider: "OpenAI", model: "gpt-4.1", effectiveFrom: "2026-01-01" });
  const { body } = await api.call("/v1/prices?provider=openai&model=gpt-4.1-2025-04-14&at=2026-11-01", { key });
  expect(body.data).toMatchObject([{ source: "organization", input: "0.25" }]);
  expect((await api.call("/v1/prices?model=gpt-4.1", { key })).body.data.length).toBeGreaterThan(1);
});

test("only who may set prices sets them; what is no price is refused by field and changes nothing", async () => {
  for (const scope of ["read", "ingest", "reserve"] as const) {
    expect(await put(house, await testKey(ctx, scope))).toMatchObject({ status: 403, body: { code: "forbidden" } });
  }
  expect(await api.call("/v1/prices", {})).toMatchObject({ status: 401 });
  expect((await api.call("/v1/prices", { key: await testKey(ctx, "ingest") })).status).toBe(403);
  const refused = await put({ ...house, input: 0.25, output: "1e2", tiers: [{ aboveInputTokens: 5 }] });
  expect(refused).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  expect(refused.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(["input", "output", "tiers[0]"]);
  expect((await api.call("/v1/prices?at=soon", { key })).status).toBe(400);
  expect((await api.call("/v1/prices?cursor=abc", { key })).status).toBe(400);
  expect(await prisma().price.count({ where: { orgId: ctx.orgId } })).toBe(0);
});
