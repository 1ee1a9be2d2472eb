import { runMigrations } from "graphile-worker";
import { beforeAll, expect, test } from "vitest";
import { callOf, closed, current, found, last, organization, record, repriceAll, twoAgo } from "#scripts/test-books.ts";
import type { Ctx, Role } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { rebuildRollups } from "#server/ledger/rebuild-rollups.ts";
import { removePrice, setPrice } from "#server/pricing/set-price.ts";
import { addMonths } from "#server/time/window.ts";
import { closeMonth } from "./close-month.ts";
import { listCorrections } from "./list-corrections.ts";
import { closedMonths, closingOf, correctionMarks, correctionsOfMonth } from "./queries.ts";
import { reopenMonth } from "./reopen-month.ts";

// The worker's own tables: it is not running here, the test does its work.
beforeAll(() => runMigrations({ pgPool: pool() }));

const dollars = (amount: number) => BigInt(Math.round(amount * 1e9));

test("what comes late for a closed month is booked in the running one, and the month stays as it was closed", async () => {
  const ctx = await organization();
  await record(
    ctx,
    callOf(twoAgo),
    callOf(last),
    callOf(last, { projectId: "api", cost: 2.5 }),
    callOf(current, { cost: 4 }),
  );
  expect(await closeMonth({ ctx, input: { month: last } })).toEqual({ closed: [twoAgo, last] });
  expect(await closeMonth({ ctx, input: { month: last } })).toEqual({ closed: [] });
  expect(await closed(ctx)).toEqual({ [twoAgo]: dollars(1), [last]: dollars(3.5) });
  expect(await closed(ctx, "api")).toEqual({ [twoAgo]: 0n, [last]: dollars(2.5) });

  const [late, unpriced, early] = [
    callOf(last, { cost: 7 }),
    callOf(last, { cost: undefined }),
    callOf(addMonths(twoAgo, -3)),
  ];
  await record(ctx, late, unpriced, early, callOf(current));
  await record(ctx, callOf(current, { cost: 8 }));
  expect(await recordEvents({ ctx, events: [late] })).toMatchObject({ duplicates: 1 });

  expect(await closed(ctx)).toEqual({ [twoAgo]: dollars(1), [last]: dollars(3.5) });
  const { bookedElsewhere, bookedHere } = await correctionsOfMonth(ctx, last);
  expect(bookedHere).toEqual([]);
  expect(bookedElsewhere).toMatchObject([
    {
      month: last,
      bookedMonth: current,
      costNanos: dollars(7),
      calls: 2n,
      unpricedCalls: 1n,
      corrections: 2n,
      inputTokens: 2_000n,
    },
  ]);
  expect((await correctionsOfMonth(ctx, current)).bookedHere).toMatchObject([
    { month: addMonths(twoAgo, -3), costNanos: dollars(1) },
    { month: last, costNanos: dollars(7) },
  ]);
  expect((await correctionsOfMonth(ctx, current, "api")).bookedHere).toEqual([]);
  const list = await listCorrections(ctx, { bookedMonth: current }, { limit: 10 });
  expect(list).toHaveLength(3);
  expect(list).toContainEqual(
    expect.objectContaining({
      transactionId: late.id,
      repriceId: "",
      month: last,
      costNanos: dollars(7),
      model: "house-7b",
    }),
  );
  const [first] = await listCorrections(ctx, { bookedMonth: current }, { limit: 1 });
  const rest = await listCorrections(ctx, { bookedMonth: current }, { limit: 5, after: first });
  expect([first, ...rest]).toEqual(list);
  expect(
    await listCorrections(ctx, { bookedMonth: current, month: last, projectId: "web" }, { limit: 5 }),
  ).toHaveLength(2);
  expect(await listCorrections(ctx, { bookedMonth: current, projectId: "api" }, { limit: 5 })).toEqual([]);
  expect([...(await correctionMarks(ctx, [late.id, unpriced.id, "other"]))]).toEqual([
    [late.id, { bookedMonth: current, reason: "late" }],
    [unpriced.id, { bookedMonth: current, reason: "late" }],
  ]);
  // Before the first month that was closed nothing is known: it was closed with it, with nothing.
  expect(closingOf(await closedMonths(ctx), addMonths(twoAgo, -3))).toMatchObject({
    costNanos: 0n,
    closedBy: "system:test",
  });
  expect(closingOf(await closedMonths(ctx), current)).toBeNull();

  // Sums stay by the time of the call.
  const counter = await prisma().usageCounter.findFirst({
    where: { orgId: ctx.orgId, scope: "organization", window: "month", windowStart: new Date(`${last}-01T00:00:00Z`) },
  });
  expect(counter).toMatchObject({ spentNanos: dollars(10.5), calls: 4n });
  expect(await found(ctx)).toEqual([]);
  await rebuildRollups({ ctx });
  expect(await found(ctx)).toEqual([]);
  expect(await closed(ctx)).toEqual({ [twoAgo]: dollars(1), [last]: dollars(3.5) });
});

test("a correction stays where its call is no longer kept", async () => {
  const ctx = await organization();
  await closeMonth({ ctx, input: { month: last } });
  const late = callOf(last);
  await record(ctx, late);
  await prisma().creditTransaction.deleteMany({ where: { orgId: ctx.orgId } });
  expect(await listCorrections(ctx, { bookedMonth: current }, { limit: 5 })).toMatchObject([
    { transactionId: late.id, costNanos: dollars(1), agentId: null, model: null },
  ]);
});

test("a reprice of a closed month books the difference, of a late call the rest of it", async () => {
  const ctx = await organization();
  const [known, unpriced] = [callOf(last), callOf(last, { cost: undefined })];
  await record(ctx, known, unpriced, callOf(current, { cost: undefined }));
  await closeMonth({ ctx, input: { month: last } });
  const late = callOf(last, { cost: undefined, inputTokens: 2_000_000 });
  await record(ctx, late);
  const price = { provider: "in-house", model: "house-7b", effectiveFrom: "2020-01-01", input: "3", output: "0" };
  const { row } = await setPrice({ ctx, input: price });
  await repriceAll(ctx, "unpriced");
  const corrections = async () => {
    const rows = await listCorrections(ctx, { bookedMonth: current }, { limit: 50 });
    return rows.map((one) => [one.transactionId, one.repriceId !== "", one.costNanos, one.unpricedCalls]).sort();
  };
  const expected = [
    [unpriced.id, true, dollars(0.003), -1],
    [late.id, false, 0n, 1],
    [late.id, true, dollars(6), -1],
  ];
  expect(await corrections()).toEqual(expected);
  expect([...(await correctionMarks(ctx, [unpriced.id, late.id, known.id]))]).toEqual([
    [unpriced.id, { bookedMonth: current, reason: "reprice" }],
    [late.id, { bookedMonth: current, reason: "late" }],
  ]);
  await removePrice({ ctx, input: { id: row.id } });
  await repriceAll(ctx, "all");
  expect(await corrections()).toHaveLength(5);
  expect((await correctionsOfMonth(ctx, current)).bookedHere).toMatchObject([
    { costNanos: 0n, calls: 1n, unpricedCalls: 1n, inputTokens: 2_000_000n, corrections: 5n },
  ]);
  expect(await closed(ctx)).toEqual({ [last]: dollars(1) });
  expect(await found(ctx)).toEqual([]);
});

test("reopened newest first: the corrections of its calls come back into it, those booked in it stay", async () => {
  const ctx = await organization();
  await record(ctx, callOf(twoAgo), callOf(last));
  await closeMonth({ ctx, input: { month: twoAgo } });
  await record(ctx, callOf(twoAgo, { cost: 3 }));
  await closeMonth({ ctx, input: { month: last } });
  await record(ctx, callOf(last, { cost: 5 }), callOf(twoAgo, { cost: 9 }));
  const reopen = (month: string) => reopenMonth({ ctx, input: { month, reason: "The invoice was wrong" } });
  await expect(reopen(twoAgo)).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining(last) });
  await expect(reopen(current)).rejects.toMatchObject({ code: "conflict" });

  expect(await reopen(last)).toEqual({ corrections: 1, costNanos: dollars(5) });
  await expect(reopen(last)).rejects.toMatchObject({ code: "conflict" });
  expect(await closed(ctx)).toEqual({ [twoAgo]: dollars(1) });
  expect((await correctionsOfMonth(ctx, current)).bookedHere).toMatchObject([{ month: twoAgo, corrections: 2n }]);
  expect(await found(ctx)).toEqual([]);

  // Late for a month that is open again is not late.
  await record(ctx, callOf(last, { cost: 11 }));
  await closeMonth({ ctx, input: { month: last } });
  expect(await closed(ctx)).toEqual({ [twoAgo]: dollars(1), [last]: dollars(17) });
  await reopen(last);
  expect(await reopen(twoAgo)).toEqual({ corrections: 2, costNanos: dollars(12) });
  expect(await closed(ctx)).toEqual({});
  expect(await prisma().correction.count({ where: { orgId: ctx.orgId } })).toBe(0);
  expect(await found(ctx)).toEqual([]);
  const audits = await prisma().auditEntry.findMany({
    where: { orgId: ctx.orgId, action: { startsWith: "month." } },
    orderBy: { id: "asc" },
  });
  expect(audits.map(({ action, target }) => `${action} ${target}`)).toEqual([
    ...[`month.close month:${twoAgo}`, `month.close month:${last}`, `month.reopen month:${last}`],
    ...[`month.close month:${last}`, `month.reopen month:${last}`, `month.reopen month:${twoAgo}`],
  ]);
  expect(audits[2]).toMatchObject({
    before: { closedBy: "system:test", cost: "1", corrections: "0" },
    after: { reason: "The invoice was wrong", correctionsTakenBack: 1, costTakenBack: "5" },
  });
});

test("corrections booked in a month are in its books when it is closed in its turn", async () => {
  const ctx = await organization();
  await record(ctx, callOf(twoAgo), callOf(last));
  await closeMonth({ ctx, input: { month: twoAgo } });
  await record(ctx, callOf(twoAgo, { cost: 3 }), callOf(twoAgo, { projectId: "api", cost: 4 }));
  // As if these had been recorded last month already.
  for (const table of ["corrections", "correction_sums"]) {
    await pool().query(`UPDATE ${table} SET booked_month = $2 WHERE org_id = $1`, [ctx.orgId, `${last}-01`]);
  }
  expect(await found(ctx)).toEqual([]);
  await closeMonth({ ctx, input: { month: last } });
  expect(await closedMonths(ctx)).toMatchObject([
    { month: last, costNanos: dollars(8), correctionNanos: dollars(7), calls: 3n },
    { month: twoAgo, costNanos: dollars(1), correctionNanos: 0n, calls: 1n },
  ]);
  expect(await closedMonths(ctx, "api")).toMatchObject([{ month: last, costNanos: dollars(4) }, { costNanos: 0n }]);
  await reopenMonth({ ctx, input: { month: last, reason: "again" } });
  expect((await correctionsOfMonth(ctx, last)).bookedHere).toMatchObject([{ corrections: 2n }]);
  expect(await found(ctx)).toEqual([]);
});

test.each<[Role, boolean, boolean]>([
  ["owner", true, true],
  ["finance", true, false],
  ["admin", false, false],
  ["member", false, false],
])("%s may close: %s, reopen: %s", async (role, mayClose, mayReopen) => {
  const ctx = await organization();
  const of: Ctx = { ...ctx, actor: { kind: "user", id: "u", email: "u@example.com", role } };
  const closing = closeMonth({ ctx: of, input: { month: last } });
  if (mayClose) expect(await closing).toEqual({ closed: [last] });
  else await expect(closing).rejects.toMatchObject({ code: "forbidden" });
  await closeMonth({ ctx, input: { month: last } });
  const reopening = reopenMonth({ ctx: of, input: { month: last, reason: "r" } });
  if (mayReopen) expect(await reopening).toEqual({ corrections: 0, costNanos: 0n });
  else await expect(reopening).rejects.toMatchObject({ code: "forbidden" });
});

test.each([
  [current, "conflict"],
  [addMonths(current, 1), "conflict"],
  ["2014-12", "validation_failed"],
  ["2026-13", "validation_failed"],
])("closing %s is refused: %s", async (month, code) => {
  await expect(closeMonth({ ctx: await organization(), input: { month } })).rejects.toMatchObject({ code });
});

test("damaged books are found; sums of corrections are made again", async () => {
  const ctx = await organization();
  await record(ctx, callOf(last));
  await closeMonth({ ctx, input: { month: last } });
  await record(ctx, callOf(last, { cost: 2 }));
  const damage = async (text: string) => {
    await pool().query(text, [ctx.orgId]);
    return [...new Set((await found(ctx)).map(({ check }) => check))].sort();
  };
  expect(await damage("UPDATE correction_sums SET cost_nanos = cost_nanos + 1 WHERE org_id = $1")).toEqual([
    "all books = ledger",
    "closed months = their books",
    "correction sums = corrections",
  ]);
  await rebuildRollups({ ctx });
  expect(await found(ctx)).toEqual([]);
  expect(await damage("UPDATE closed_figures SET cost_nanos = cost_nanos + 1 WHERE org_id = $1")).toEqual([
    "all books = ledger",
    "closed months = their books",
  ]);
  await damage("UPDATE closed_figures SET cost_nanos = cost_nanos - 1 WHERE org_id = $1");
  expect(await damage("DELETE FROM corrections WHERE org_id = $1")).toContain("correction sums = corrections");
});
