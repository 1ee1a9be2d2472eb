import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { call, counter, discrepancies, dollar, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { getApproval } from "#server/alerts/approval-queries.ts";
import { decideApproval } from "#server/alerts/decide-approval.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { getReservation } from "./queries.ts";
import { reserve } from "./reserve.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An organisation, and the context of its callers at another time. */
async function at(time: string) {
  vi.setSystemTime(time);
  const ctx = await testOrganization();
  const later = (then: string) => {
    vi.setSystemTime(then);
    return { ...ctx, now: new Date() };
  };
  return { ctx, later };
}

const monthly = { scope: "organization", window: "month", limit: dollar };
const windowsOf = async (ctx: { orgId: string }, window: string) => {
  const rows = await prisma().usageCounter.findMany({
    where: { orgId: ctx.orgId, scope: "organization", window },
    orderBy: { windowStart: "asc" },
  });
  return rows.map((row) => [row.windowStart.toISOString().slice(5, 10), row.spentNanos, row.reservedNanos]);
};

test("a hold over the end of a month stands in both, and is spent in the one its call falls in", async () => {
  const { ctx, later } = await at("2026-03-31T23:55:00Z");
  await setCap(ctx, monthly);
  await recordEvents({ ctx, events: [event(0.9)] });
  await reserve({ ctx, input: { ...call, id: "over", amount: 0.1 } });
  const tenth = dollar / 10n;
  expect(await windowsOf(ctx, "month")).toEqual([
    ["03-01", 9n * tenth, tenth],
    ["04-01", 0n, tenth],
  ]);
  expect(await reserve({ ctx, input: { ...call, amount: 0.05 } })).toMatchObject({
    budgets: [{ windowStart: "2026-03-01", frees: "2026-04-01T00:00:00.000Z" }],
  });

  const april = later("2026-04-01T00:05:00Z");
  // The new month has room for all but what is held.
  expect(await reserve({ ctx: april, input: { ...call, id: "new", amount: 0.9 } })).toMatchObject({
    decision: "allow",
  });
  expect(await reserve({ ctx: april, input: { ...call, amount: 0.01 } })).toMatchObject({
    budgets: [{ windowStart: "2026-04-01", reserved: 1 }],
  });
  expect(await settleReservation({ ctx: april, id: "over", event: event(0.1) })).toMatchObject({ late: false });
  expect(await settleReservation({ ctx: april, id: "new", event: event(0.9) })).toMatchObject({ late: false });
  expect(await windowsOf(ctx, "month")).toEqual([
    ["03-01", 9n * tenth, 0n],
    ["04-01", dollar, 0n],
  ]);
  expect(await discrepancies(ctx)).toEqual([]);
});

test("a hold that ended before midnight does not stand in the new day: who settles then is late", async () => {
  const { ctx, later } = await at("2026-05-10T23:59:50Z");
  await setCap(ctx, { ...monthly, window: "day" });
  await reserve({ ctx, input: { ...call, id: "r", amount: 1, expiresInSeconds: 5 } });
  const next = later("2026-05-11T00:00:01Z");
  expect(await reserve({ ctx: next, input: { ...call, amount: 1 } })).toMatchObject({ decision: "allow" });
  expect(await settleReservation({ ctx: next, id: "r", event: event(1) })).toMatchObject({ late: true });
  // Recorded all the same, where the call was made: this is what is not guaranteed.
  expect(await windowsOf(ctx, "day")).toEqual([
    ["05-10", 0n, 0n],
    ["05-11", dollar, dollar],
  ]);
});

test("a budget that pauses and blocks lets its agent go on when the window ends", async () => {
  const { ctx, later } = await at("2026-05-10T12:00:00Z");
  await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: dollar, onExceeded: ["pause", "block"] });
  await recordEvents({ ctx, events: [event(1)] });
  const ask = { ...call, amount: 0.5 };
  expect(await reserve({ ctx, input: ask })).toMatchObject({
    code: "agent_paused",
    pause: { until: "2026-05-11T00:00:00+00:00" },
  });
  expect(await reserve({ ctx: later("2026-05-11T00:00:00Z"), input: ask })).toMatchObject({ decision: "allow" });
});

test("an approval that comes after the window ended holds in the new one, and adds nothing where there is room", async () => {
  const { ctx, later } = await at("2026-03-31T12:00:00Z");
  await setCap(ctx, { ...monthly, onExceeded: ["approval"] });
  await recordEvents({ ctx, events: [event(0.9)] });
  const ask = async (id: string, amount: number, now = ctx) => {
    const answer = await reserve({ ctx: now, input: { ...call, id, amount } });
    return answer.decision === "approval_required" ? answer.approvalId : "";
  };
  const small = await ask("small", 0.5);
  const large = await ask("large", 3);

  const april = later("2026-04-02T09:00:00Z");
  expect(await decideApproval({ ctx: april, id: small, input: { decision: "approve" } })).toMatchObject({
    extra: null,
  });
  expect((await getReservation(ctx, "small")).expiresAt).toEqual(new Date("2026-04-02T09:15:00Z"));
  expect(await decideApproval({ ctx: april, id: large, input: { decision: "approve", extra: 2.5 } })).toMatchObject({
    extra: 2.5,
  });
  expect((await getApproval(ctx, large)).status).toBe("approved");
  const extras = await prisma().budgetWindow.findMany({ where: { orgId: ctx.orgId, extra: { gt: 0 } } });
  expect(extras).toMatchObject([{ windowStart: new Date("2026-04-01"), extra: 2_500_000_000n }]);
  expect(await windowsOf(ctx, "month")).toEqual([
    ["03-01", 900_000_000n, 0n],
    ["04-01", 0n, 3_500_000_000n],
  ]);
  // What was added is for this window: in May the limit is a dollar again.
  expect(await ask("may", 1.5, later("2026-05-02T09:00:00Z"))).not.toBe("");
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
});
