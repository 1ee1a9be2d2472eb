import fc from "fast-check";
import { runMigrations } from "graphile-worker";
import { beforeAll, expect, test } from "vitest";
import { callOf, current, found, last, organization, record, repriceAll, twoAgo } from "#scripts/test-books.ts";
import { costColumns, type FocusLine, focusFile, ledgerOf, nanosIn } from "#scripts/test-focus.ts";
import { closeMonth } from "#server/books/close-month.ts";
import { reopenMonth } from "#server/books/reopen-month.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { removePrice, setPrice } from "#server/pricing/set-price.ts";

// Reprices are the worker's, whose tables are its own; here the test does its work.
beforeAll(() => runMigrations({ pgPool: pool() }));

const model = { provider: "in-house", model: "house-7b" };
const months = [twoAgo, last, current];
const unsaid = { cost: undefined };
const price = (ctx: Ctx, input: string, more: object = {}) =>
  setPrice({ ctx, input: { ...model, effectiveFrom: "2015-01-01", input, output: "0.0333", ...more } });
const corrections = (rows: readonly FocusLine[]) => rows.filter(({ ChargeClass }) => ChargeClass !== "");

test("a closed month's file never changes; what changes is in the file of the month it is booked in", async () => {
  const ctx = await organization();
  await price(ctx, "0.0145", { tiers: [{ aboveInputTokens: 1_500, input: "0.029" }] });
  await record(
    ctx,
    callOf(last, unsaid),
    callOf(last, { ...unsaid, inputTokens: 2_001, cachedInputTokens: 7 }),
    callOf(last, { ...unsaid, projectId: "api", provider: "nobody", model: "unheard-of" }),
    callOf(last, { cost: 0.25 }),
    callOf(current),
  );
  const file = await focusFile(ctx, last);
  expect(corrections(file.rows)).toEqual([]);
  await closeMonth({ ctx, input: { month: last } });
  expect((await focusFile(ctx, last)).text).toBe(file.text);

  await record(ctx, callOf(last, { ...unsaid, id: "late" }), callOf(last, { id: "late-said", cost: 3, agentId: "a2" }));
  const late = corrections((await focusFile(ctx, current)).rows);
  const all = {
    ...{ ChargeClass: "Correction", ChargeCategory: "Usage", ChargePeriodStart: `${last}-14T00:00:00Z` },
    ...{ BillingPeriodStart: `${current}-01T00:00:00Z`, SubAccountId: "web" },
  };
  expect(late).toMatchObject([
    {
      ...all,
      SkuMeter: "Input Tokens",
      ConsumedQuantity: "1000",
      ListUnitPrice: "0.0145",
      BilledCost: "0.0000145",
      x_CallCount: "1",
    },
    { ...all, SkuMeter: "Output Tokens", ConsumedQuantity: "10", BilledCost: "0.000000333", x_CallCount: "0" },
    { ...all, SkuMeter: "Reported Cost", BilledCost: "3", x_AgentId: "a2" },
  ]);
  expect((await focusFile(ctx, last)).text).toBe(file.text);

  // Two prices one after the other; the first is then gone from the list.
  for (const input of ["1", "2"]) {
    await price(ctx, input);
    await repriceAll(ctx, "all");
    expect((await focusFile(ctx, last)).text).toBe(file.text);
  }
  const { rows } = await focusFile(ctx, current);
  const repriced = rows.filter(
    ({ ChargeCategory, ChargeClass }) => ChargeCategory === "Adjustment" && ChargeClass !== "",
  );
  // 1,000 + 2,001 + 1,000 tokens from $0.0145 or, above the mark, $0.029 to $2 per million.
  const before = 14_500n + 58_029n + 14_500n;
  expect(nanosIn(repriced)).toBe(4_001n * 2_000n - before);
  expect(repriced[0]).toMatchObject({ ConsumedQuantity: "", SkuId: "", ListUnitPrice: "", x_CallCount: "0" });
  // What came late stands as it came, by the price of then.
  expect(corrections(rows).filter(({ ChargeCategory }) => ChargeCategory === "Usage")).toEqual(late);

  for (const { id } of await prisma().price.findMany({ where: { orgId: ctx.orgId } }))
    await removePrice({ ctx, input: { id } });
  expect((await focusFile(ctx, last)).text).toBe(file.text);
  const both = (await ledgerOf(ctx, last)) + (await ledgerOf(ctx, current));
  for (const column of costColumns)
    expect(nanosIn([...file.rows, ...(await focusFile(ctx, current)).rows], column)).toBe(both);

  await reopenMonth({ ctx, input: { month: last, reason: "one invoice was missing" } });
  const reopened = await focusFile(ctx, last);
  expect(nanosIn(reopened.rows)).toBe(await ledgerOf(ctx, last));
  expect(corrections([...reopened.rows, ...(await focusFile(ctx, current)).rows])).toEqual([]);
  expect(await found(ctx)).toEqual([]);
});

test("whatever is recorded, repriced, closed and reopened: files of closed months stand, those of all months sum to the ledger", async () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("record" as const),
      month: fc.constantFrom(...months),
      inputTokens: fc.nat(3_000),
      said: fc.boolean(),
    }),
    fc.record({
      do: fc.constant("reprice" as const),
      input: fc.constantFrom("0.0145", "3", "0.5"),
      include: fc.constantFrom("unpriced" as const, "all" as const),
    }),
    fc.record({ do: fc.constant("close" as const), month: fc.constantFrom(twoAgo, last) }),
    fc.record({ do: fc.constant("reopen" as const) }),
  );
  const check = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
    const ctx = await organization();
    await record(ctx, callOf(last, unsaid));
    const closed = new Map<string, string>();
    for (const one of steps) {
      if (one.do === "record") {
        await record(
          ctx,
          callOf(one.month, { inputTokens: one.inputTokens, ...(one.said ? { cost: 0.125 } : unsaid) }),
        );
      } else if (one.do === "reprice") {
        await price(ctx, one.input);
        // Where no call is without a price, there is nothing to reprice.
        await repriceAll(ctx, one.include).catch((error: unknown) => {
          if (!(error instanceof AppError && error.code === "not_found")) throw error;
        });
      } else if (one.do === "close") {
        for (const month of (await closeMonth({ ctx, input: { month: one.month } })).closed)
          closed.set(month, (await focusFile(ctx, month)).text);
      } else {
        const month = [...closed.keys()].sort().at(-1);
        if (month === undefined) continue;
        await reopenMonth({ ctx, input: { month, reason: "test" } });
        closed.delete(month);
      }
      for (const [month, text] of closed) expect((await focusFile(ctx, month)).text).toBe(text);
    }
    const files = await Promise.all(months.map((month) => focusFile(ctx, month)));
    const sums = await Promise.all(months.map((month) => ledgerOf(ctx, month)));
    expect(nanosIn(files.flatMap(({ rows }) => rows))).toBe(sums.reduce((all, sum) => all + sum, 0n));
    const calls = await prisma().creditTransaction.count({ where: { orgId: ctx.orgId } });
    expect(files.flatMap(({ rows }) => rows).reduce((all, row) => all + Number(row.x_CallCount), 0)).toBe(calls);
  });
  await fc.assert(check, { numRuns: 15 });
}, 180_000);
