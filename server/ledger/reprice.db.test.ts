import fc from "fast-check";
import { runMigrations } from "graphile-worker";
import { beforeAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { parseDollars } from "#server/money/amount.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { removePrice, setPrice } from "#server/pricing/set-price.ts";
import { previewPrice, previewReprice } from "./preview-reprice.ts";
import { reconcile } from "./reconcile.ts";
import { continueReprice, startReprice } from "./reprice.ts";
import { getReprice } from "./reprice-queries.ts";

const now = new Date("2026-11-22T12:00:00Z");
const ever = { from: "2015-01-01T00:00:00Z", to: null };
// The worker's own tables: it is not running here, the test does its work.
beforeAll(() => runMigrations({ pgPool: pool() }));

const mine = { provider: "in-house", model: "house-7b" };

/** Calls of three models over three months, with jobs, runs, retries and errors; every fifth reports its cost. */
async function organizationWithCalls(count = 120): Promise<Ctx> {
  const ctx = await testOrganization({ projects: ["web", "api"], now });
  const events = Array.from({ length: count }, (_, i) => ({
    id: `e${i}`,
    occurredAt: new Date(now.getTime() - i * 17 * 3_600_000).toISOString(),
    projectId: i % 3 ? "web" : "api",
    agentId: `a${i % 4}`,
    runId: i % 2 ? `r${i % 5}` : undefined,
    jobId: i % 4 ? `j${i % 7}` : undefined,
    attempt: 1 + (i % 3),
    ...[mine, { provider: "in-house", model: "House-7B-2026-10-01" }, { provider: "openai", model: "gpt-4.1" }][i % 3],
    inputTokens: 1001 + i,
    cachedInputTokens: i,
    outputTokens: 13 * i,
    status: i % 9 ? "ok" : "error",
    effort: [undefined, "low"][i % 2],
    ...(i % 5 === 0 && { cost: 0.25 }),
  }));
  expect(await recordEvents({ ctx, events })).toMatchObject({ accepted: count, rejected: [] });
  return ctx;
}

/** Does what the worker does, and says what came of it. */
async function repriced(ctx: Ctx, input: Omit<Parameters<typeof startReprice>[0]["input"], "from" | "to"> & object) {
  const id = await startReprice({ ctx, input: { ...ever, ...input } });
  while (await continueReprice({ orgId: ctx.orgId, id }));
  return getReprice(ctx, id);
}

const found = async ({ orgId }: Ctx) => (await reconcile()).filter((one) => one.orgId === orgId);

async function spent({ orgId }: Ctx): Promise<bigint> {
  const { rows } = await pool().query<{ sum: string }>(
    `SELECT spent_nanos::text AS sum FROM usage_counters WHERE org_id = $1 AND scope = 'organization' AND "window" = 'month'`,
    [orgId],
  );
  return rows.reduce((total, { sum }) => total + BigInt(sum), 0n);
}

const entries = ({ orgId }: Ctx) => prisma().creditTransaction.findMany({ where: { orgId }, orderBy: { id: "asc" } });

test("unpriced calls get the price that was set, and every sum with them; what has a cost stays", async () => {
  const [ctx, other] = [await organizationWithCalls(), await organizationWithCalls()];
  const [before, otherBefore] = [await entries(ctx), await entries(other)];
  const price = { ...mine, effectiveFrom: "2026-10-01", input: "1.5", output: "6", cacheRead: "0.15" };
  const expected = await previewPrice({ ctx, input: price });
  await setPrice({ ctx, input: price });
  expect(await entries(ctx)).toEqual(before);
  expect(await previewReprice({ ctx, input: { ...mine, ...ever } })).toMatchObject({
    unpriced: { after: expected.unpriced.after },
  });

  const spentBefore = await spent(ctx);
  const done = await repriced(ctx, { ...mine, include: "unpriced" });
  const after = await entries(ctx);
  // Counted by hand: a nano-dollar price per million times tokens, rounded once.
  const sum = after.reduce((total, entry, i) => {
    const was = before[i];
    const reaches = entry.provider === "in-house" && entry.occurredAt >= new Date("2026-10-01");
    if (was?.costSource !== "unpriced" || !reaches) {
      expect(entry).toEqual(was);
      return total;
    }
    const scaled =
      (entry.inputTokens - entry.cachedInputTokens) * 1_500_000_000n +
      entry.cachedInputTokens * 150_000_000n +
      entry.outputTokens * 6_000_000_000n;
    expect(entry).toMatchObject({ costSource: "priced", costNanos: scaled / 1_000_000n });
    expect(scaled % 1_000_000n).toBe(0n);
    return total + scaled / 1_000_000n;
  }, 0n);
  expect(sum).toBeGreaterThan(0n);
  expect(done).toMatchObject({ status: "done", before: "0", calls: expected.unpriced.calls - expected.unpriced.still });
  expect([parseDollars(done.after), parseDollars(expected.unpriced.after)]).toEqual([sum, sum]);
  expect(await spent(ctx)).toBe(spentBefore + sum);
  expect(await found(ctx)).toEqual([]);
  expect(await entries(other)).toEqual(otherBefore);
  expect(await prisma().auditEntry.findMany({ where: { orgId: ctx.orgId, action: "price.reprice" } })).toMatchObject([
    { actor: "system:test", after: { cost: done.after, calls: done.calls } },
  ]);
  await expect(repriced(ctx, { ...mine, include: "all", ...{ model: "nothing-like-it" } })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("priced history changes only where that was asked for; without its price it is unpriced again, and back as it was", async () => {
  const ctx = await organizationWithCalls();
  const gpt = { provider: "openai", model: "gpt-4.1" };
  const before = await entries(ctx);
  await setPrice({ ctx, input: { ...gpt, effectiveFrom: "2026-01-01", input: "0.000000001", output: "1" } });
  const { row } = await setPrice({ ctx, input: { ...mine, effectiveFrom: "2026-01-01", input: "2", output: "0" } });
  await expect(repriced(ctx, { ...gpt, include: "unpriced" })).rejects.toMatchObject({ code: "not_found" });
  expect(await entries(ctx)).toEqual(before);

  const expected = await previewReprice({ ctx, input: { ...gpt, ...ever } });
  const done = await repriced(ctx, { ...gpt, include: "all" });
  expect(done).toMatchObject({ before: expected.priced.before, after: expected.priced.after });
  expect(expected).toMatchObject({ unpriced: { calls: 0 }, priced: { calls: 32 }, reported: 8, unchanged: 0 });
  expect(await found(ctx)).toEqual([]);

  await repriced(ctx, { ...mine, include: "unpriced" });
  await removePrice({ ctx, input: { id: row.id } });
  const [own] = await prisma().price.findMany({ where: { orgId: ctx.orgId } });
  await removePrice({ ctx, input: { id: own?.id ?? "" } });
  await repriced(ctx, { ...mine, include: "all" });
  await repriced(ctx, { ...gpt, include: "all" });
  expect(await entries(ctx)).toEqual(before);
  expect(await found(ctx)).toEqual([]);
});

test("after any sequence of prices, removals and reprices the sums are the entries, and entries say what the book says", async () => {
  const name = fc.constantFrom(mine, { provider: "openai", model: "gpt-4.1" }, { provider: "in-house", model: "none" });
  const dollars = fc
    .bigInt(0n, 20_000_000_000_000n)
    .map((nanos) => `${nanos / 10n ** 9n}.${String(nanos % 10n ** 9n).padStart(9, "0")}`);
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("set" as const),
      name,
      day: fc.integer({ min: 1, max: 28 }),
      input: dollars,
      output: dollars,
    }),
    fc.record({ kind: fc.constant("remove" as const), at: fc.nat(3) }),
    fc.record({
      kind: fc.constant("reprice" as const),
      name,
      include: fc.constantFrom("unpriced" as const, "all" as const),
    }),
    fc.record({ kind: fc.constant("call" as const), name, tokens: fc.nat(5_000_000) }),
  );
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      const ctx = await organizationWithCalls(24);
      const reported = (await entries(ctx)).filter(({ costSource }) => costSource === "reported");
      for (const one of steps) {
        if (one.kind === "set") {
          const { input, output } = one;
          const effectiveFrom = `2026-11-${String(one.day).padStart(2, "0")}`;
          await setPrice({ ctx, input: { ...one.name, effectiveFrom, input, output } });
        } else if (one.kind === "remove") {
          const row = (await prisma().price.findMany({ where: { orgId: ctx.orgId } }))[one.at];
          if (row) await removePrice({ ctx, input: { id: row.id } });
        } else if (one.kind === "call") {
          const call = { projectId: "web", agentId: "a1", runId: "r1", jobId: "j1", ...one.name };
          const event = { ...call, id: `x${calls++}`, inputTokens: one.tokens, outputTokens: 3 };
          expect(await recordEvents({ ctx, events: [event] })).toMatchObject({ accepted: 1 });
        } else {
          await repriced(ctx, { ...one.name, include: one.include }).catch((error) =>
            expect(error).toMatchObject({ code: "not_found" }),
          );
        }
      }
      expect(await found(ctx)).toEqual([]);
      for (const name of [mine, { provider: "openai", model: "gpt-4.1" }]) {
        await repriced(ctx, { ...name, include: "all" }).catch(() => {});
      }
      const book = await priceBook(ctx.orgId);
      const after = await entries(ctx);
      for (const entry of after) {
        if (entry.costSource === "reported" || entry.model === "none") continue;
        expect(entry.costNanos).toBe(book.priceCall(entry)?.costNanos ?? null);
      }
      expect(after.filter(({ costSource }) => costSource === "reported")).toEqual(reported);
      expect(await found(ctx)).toEqual([]);
    }),
    { numRuns: 6 },
  );
});

test("many calls go in batches; a limit that is passed by it alerts, a settled reservation says the cost", async () => {
  const ctx = await testOrganization({ now: new Date() });
  const budget = { id: "all", scope: "organization", window: "month", unit: "cost", limit: 1 } as const;
  await setBudget({ ctx, input: { ...budget, onExceeded: ["notify"] } });
  await reserve({ ctx, input: { id: "hold", projectId: "web", agentId: "a", amount: 0.5 } });
  const call = { projectId: "web", agentId: "a", ...mine, inputTokens: 1000, outputTokens: 0 };
  const events = Array.from({ length: 2_300 }, (_, i) => ({
    ...call,
    id: `b${i}`,
    ...(i === 7 && { reservationId: "hold" }),
  }));
  for (let at = 0; at < events.length; at += 1000) await recordEvents({ ctx, events: events.slice(at, at + 1000) });
  await setPrice({ ctx, input: { ...mine, effectiveFrom: "2026-01-01", input: "1", output: "1" } });
  const id = await startReprice({ ctx, input: { ...mine, ...ever, include: "unpriced" } });
  expect(await continueReprice({ orgId: ctx.orgId, id })).toBe(true);
  expect(await getReprice(ctx, id)).toMatchObject({ status: "running", looked: 1000, total: 2300, calls: 1000 });
  expect(await found(ctx)).toEqual([]);
  // Two at once, as two workers might: each call is corrected once all the same.
  await Promise.all([1, 2, 3].map(() => continueReprice({ orgId: ctx.orgId, id })));
  while (await continueReprice({ orgId: ctx.orgId, id }));
  expect(await getReprice(ctx, id)).toMatchObject({ status: "done", calls: 2300, unpricedCalls: 2300, after: "2.3" });
  expect(await spent(ctx)).toBe(2_300_000_000n);
  expect(await found(ctx)).toEqual([]);
  expect(await prisma().budgetAlert.findMany({ where: { orgId: ctx.orgId } })).toMatchObject([{ level: "exceeded" }]);
  const hold = await prisma().reservation.findUniqueOrThrow({ where: { orgId_id: { orgId: ctx.orgId, id: "hold" } } });
  expect(hold).toMatchObject({ status: "settled", settledNanos: 1_000_000n });
});
