import fc from "fast-check";
import { runMigrations } from "graphile-worker";
import { beforeAll, expect, test } from "vitest";
import { callOf, closed, current, found, last, organization, record, repriceAll, twoAgo } from "#scripts/test-books.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { setPrice } from "#server/pricing/set-price.ts";
import { addMonths, monthKey } from "#server/time/window.ts";
import { closeMonth } from "./close-month.ts";
import { correctionsOfMonth } from "./queries.ts";
import { reopenMonth } from "./reopen-month.ts";

// The worker's own tables: it is not running here, the test does its work.
beforeAll(() => runMigrations({ pgPool: pool() }));

const dollars = (amount: number) => BigInt(Math.round(amount * 1e9));

test("calls that race with closing and opening are in the books once", async () => {
  const ctx = await organization();
  const stop = { now: false };
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let i = 0; i < 25; i++) {
      const month = [current, last, twoAgo][(writer + i) % 3] ?? last;
      await record(
        ctx,
        callOf(month, { agentId: `a${writer}`, cost: 0.01 }),
        callOf(last, { cost: 0.02, projectId: "api" }),
      );
    }
  });
  const accountant = (async () => {
    for (let i = 0; !stop.now; i++) {
      await closeMonth({ ctx, input: { month: i % 2 ? last : twoAgo } });
      if (i % 3 === 2)
        await reopenMonth({ ctx, input: { month: (await currentThrough(ctx)) ?? last, reason: "race" } });
      expect((await found(ctx)).filter(({ check }) => check === "late corrections = their entries")).toEqual([]);
    }
    await closeMonth({ ctx, input: { month: last } });
  })();
  await Promise.all(writers);
  stop.now = true;
  await accountant;
  expect(await prisma().creditTransaction.count({ where: { orgId: ctx.orgId } })).toBe(300);
  expect(await found(ctx)).toEqual([]);
});

const currentThrough = async ({ orgId }: Ctx) => {
  const { booksClosedThrough } = await prisma().orgSettings.findUniqueOrThrow({ where: { orgId } });
  return booksClosedThrough && monthKey(booksClosedThrough);
};

test("an entry that waits for the one who closes is a correction", async () => {
  const ctx = await organization();
  await record(ctx, callOf(last));
  const client = await pool().connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM org_settings WHERE org_id = $1 FOR NO KEY UPDATE", [ctx.orgId]);
    // Both wait in turn: whoever closes first, then the entry, which was inserted before the books were closed.
    const closing = closeMonth({ ctx, input: { month: last } });
    while (!(await waiting(1)));
    const recording = record(ctx, callOf(last, { cost: 2 }));
    while (!(await waiting(2)));
    await client.query("COMMIT");
    await Promise.all([closing, recording]);
  } finally {
    client.release();
  }
  expect(await closed(ctx)).toEqual({ [last]: dollars(1) });
  expect((await correctionsOfMonth(ctx, last)).bookedElsewhere).toMatchObject([{ costNanos: dollars(2) }]);
  expect(await found(ctx)).toEqual([]);
});

async function waiting(count: number): Promise<boolean> {
  const { rowCount } = await pool().query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return (rowCount ?? 0) >= count;
}

test("after any sequence of calls, closings, openings and reprices the books of all months are the ledger", async () => {
  const month = fc.constantFrom(addMonths(twoAgo, -1), twoAgo, last, current);
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("call" as const), month, priced: fc.boolean(), cents: fc.nat(500) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("close" as const), month }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reprice" as const), price: fc.nat(9), all: fc.boolean() }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const ctx = await organization();
      let stood: Record<string, bigint> = {};
      for (const one of steps) {
        if (one.kind === "call") {
          await record(
            ctx,
            callOf(one.month, {
              cost: one.priced ? one.cents / 100 : undefined,
              projectId: one.cents % 2 ? "web" : "api",
            }),
          );
        } else if (one.kind === "close") {
          await closeMonth({ ctx, input: { month: one.month } }).catch((error) =>
            expect(error).toMatchObject({ code: "conflict" }),
          );
        } else if (one.kind === "reopen") {
          const through = await currentThrough(ctx);
          if (through === null) continue;
          await reopenMonth({ ctx, input: { month: through, reason: "x" } });
          delete stood[through];
        } else {
          await setPrice({
            ctx,
            input: {
              provider: "in-house",
              model: "house-7b",
              effectiveFrom: "2020-01-01",
              input: `${one.price}.5`,
              output: "1",
            },
          });
          await repriceAll(ctx, one.all ? "all" : "unpriced").catch((error) =>
            expect(error).toMatchObject({ code: "not_found" }),
          );
        }
        // What is closed stays as it was closed, whatever follows.
        const is = await closed(ctx);
        expect(is).toMatchObject(stood);
        stood = is;
      }
      expect(await found(ctx)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});
