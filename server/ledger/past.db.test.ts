import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { runMigrations } from "graphile-worker";
import { expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { pool } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { spendHistories } from "#server/projections/spend-histories.ts";
import { addDays, dayKey } from "#server/time/window.ts";
import { modelUse } from "./cost-queries.ts";
import { pastOf } from "./past.ts";
import { rebuildRollups } from "./rebuild-rollups.ts";
import { continueReprice, startReprice } from "./reprice.ts";

const nano = 1_000_000_000n;
const house = { provider: "in-house", model: "house-7b" };
const spanDays = 40;

/** A call with a reported cost, or without a price, some days ago. */
type Call = { daysAgo: number; dollars: number | null };

/** What the reports say that read days that are over, oldest day first; in nano-dollars. */
async function reported(organization: Ctx) {
  const ctx = { ...organization, now: new Date() };
  const today = dayKey(ctx.now);
  const [history] = await spendHistories(ctx, [{ scope: "project", projectId: "web", scopeId: "web" }]);
  const range = { first: addDays(today, -spanDays), last: today };
  const uses = await modelUse(ctx, "web", range);
  return {
    days: Array.from({ length: spanDays }, (_, i) => history?.days.at(i - spanDays) ?? 0n),
    today: history?.today,
    used: uses.reduce((sum, { costNanos }) => sum + costNanos, 0n),
    calls: uses.reduce((sum, { calls }) => sum + calls, 0n),
  };
}

/** The same from the calls themselves; `price` is what each call without a cost came to. */
function expected(calls: readonly Call[], price: bigint) {
  const costOf = ({ dollars }: Call) => (dollars === null ? price : BigInt(dollars) * nano);
  const sum = (some: readonly Call[]) => some.reduce((nanos, call) => nanos + costOf(call), 0n);
  return {
    days: Array.from({ length: spanDays }, (_, i) => sum(calls.filter(({ daysAgo }) => daysAgo === spanDays - i))),
    today: sum(calls.filter(({ daysAgo }) => daysAgo === 0)),
    used: sum(calls),
    calls: BigInt(calls.length),
  };
}

let named = 0;
async function record(ctx: Ctx, calls: readonly Call[]): Promise<void> {
  const today = dayKey(new Date());
  const events = calls.map(({ daysAgo, dollars }) => ({
    id: `c${++named}`,
    occurredAt: `${addDays(today, -daysAgo)}T00:00:00.000Z`,
    projectId: "web",
    agentId: "a",
    ...house,
    inputTokens: 1_000_000,
    outputTokens: 0,
    ...(dollars !== null && { cost: dollars }),
  }));
  const answer = await recordEvents({ ctx: { ...ctx, now: new Date() }, events });
  expect(answer).toMatchObject({ accepted: calls.length, rejected: [] });
}

const call = fc.record({
  daysAgo: fc.integer({ min: 0, max: spanDays }),
  dollars: fc.option(fc.integer({ min: 0, max: 9 })),
});

test("days that are over are read anew after a late call, a reprice and a rebuild", async () => {
  await runMigrations({ pgPool: pool() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.array(call, { minLength: 1, maxLength: 4 }), fc.constantFrom("reprice", "rebuild")), {
        maxLength: 8,
      }),
      async (steps) => {
        const ctx = await testOrganization({ projects: ["web"] });
        const calls: Call[] = [];
        // The price that is in force, and what the calls without a cost came to: what is new is priced as it comes.
        let dollars = 0;
        for (const step of steps) {
          if (step === "rebuild") {
            await rebuildRollups({ ctx });
          } else if (step === "reprice") {
            dollars++;
            await setPrice({
              ctx,
              input: { ...house, effectiveFrom: "2015-01-01", input: String(dollars), output: "1" },
            });
            if (calls.every((one) => one.dollars !== null)) continue; // refused where there is nothing to reprice
            const all = { ...house, from: "2015-01-01T00:00:00Z", to: null, include: "all" as const };
            const id = await startReprice({ ctx: { ...ctx, now: new Date() }, input: all });
            while (await continueReprice({ orgId: ctx.orgId, id }));
          } else {
            calls.push(...step);
            await record(ctx, step);
          }
          expect(await reported(ctx)).toEqual(expected(calls, BigInt(dollars) * nano));
        }
      },
    ),
    { numRuns: 12 },
  );
});

test("they are read once as long as nothing changes them; today is read each time", async () => {
  const ctx = await testOrganization({ projects: ["web"] });
  await record(ctx, [
    { daysAgo: 3, dollars: 1 },
    { daysAgo: 0, dollars: 2 },
  ]);
  const before = await reported(ctx);
  // Behind the ledger's back, so that reading again would show.
  await pool().query(`UPDATE usage_counters SET spent_nanos = spent_nanos + 7 WHERE org_id = $1 AND "window" = 'day'`, [
    ctx.orgId,
  ]);
  expect(await reported(ctx)).toEqual({ ...before, today: 2n * nano + 7n });
  await record(ctx, [{ daysAgo: 2, dollars: 1 }]);
  expect((await reported(ctx)).days.at(-3)).toBe(nano + 7n);
});

test("what no longer holds is let go, and not kept until the shelf is full", async () => {
  const ctx = { ...(await testOrganization({ projects: ["web"] })), now: new Date() };
  const keep = async () => {
    const answer = {};
    (await pastOf(ctx)).keep("answer", answer);
    return new WeakRef(answer);
  };
  const kept = await keep();
  const reader = await pastOf(ctx);
  expect(reader.get("answer")).toBeDefined();
  await record(ctx, [{ daysAgo: 2, dollars: 1 }]);
  expect((await pastOf(ctx)).get("answer")).toBeUndefined();
  // Somebody who began to read before is done now: what they read is of no use to anyone.
  reader.keep("answer", {});
  expect(reader.get("answer")).toBeUndefined();
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  expect(kept.deref()).toBeUndefined();
});

test("a history is told also where more are asked for than are kept", async () => {
  const ctx = { ...(await testOrganization({ projects: ["web"] })), now: new Date() };
  await record(ctx, [{ daysAgo: 3, dollars: 1 }]);
  const web = { scope: "project", projectId: "web", scopeId: "web" };
  const before = await spendHistories(ctx, [web]);
  const others = Array.from({ length: 5_000 }, (_, i) => ({ scope: "agent", projectId: "", scopeId: `nobody-${i}` }));
  const [history] = await spendHistories(ctx, [web, ...others]);
  expect([history]).toEqual(before);
  expect(history?.days).toEqual([nano, 0n, 0n]);
});
