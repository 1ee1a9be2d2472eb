import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { call, counter, discrepancies, dollar, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { getApproval, listApprovals } from "#server/alerts/approval-queries.ts";
import { decideApproval } from "#server/alerts/decide-approval.ts";
import { waitForApproval } from "#server/alerts/wait-for-approval.ts";
import { getAgent } from "#server/catalog/agent-queries.ts";
import { pauseAgent, resumeAgent } from "#server/catalog/pause-agent.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import type { ReserveAnswer } from "./answer.ts";
import { endWhatIsOver } from "./end-what-is-over.ts";
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

test.each([
  ["its next reservation", (ctx: Ctx) => reserve({ ctx, input: { ...call, amount: 0.5 } })],
  ["the job that ends what is over", ({ now }: Ctx) => endWhatIsOver(now)],
  [
    "a person who pauses it",
    (ctx: Ctx) => pauseAgent({ ctx, agentId: "a1" }).then(() => resumeAgent({ ctx, agentId: "a1" })),
  ],
])(
  "an agent that a budget paused until its window ends goes on then, found by %s, and that is on record",
  async (by, find) => {
    const { ctx, later } = await at("2026-05-10T12:00:00Z");
    await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: dollar, onExceeded: ["pause", "block"] });
    await recordEvents({ ctx, events: [event(1)] });
    const midnight = "2026-05-11T00:00:00.000Z";
    expect(await reserve({ ctx, input: { ...call, amount: 0.5 } })).toMatchObject({
      code: "agent_paused",
      pause: { since: expect.stringMatching(/Z$/), until: midnight },
    });
    const next = later("2026-05-11T00:00:30Z");
    const resumed = {
      status: "active",
      statusReason: "The limit that paused it began anew",
      statusBy: "system:budgets",
    };
    // Before anyone wrote it down too.
    expect(await getAgent(next, "a1")).toMatchObject({ ...resumed, statusSince: new Date(midnight) });
    await find(next);
    const log = await prisma().auditEntry.findMany({
      where: { orgId: ctx.orgId, target: "agent:a1", actor: "system:budgets" },
      orderBy: { createdAt: "asc" },
    });
    expect(log).toMatchObject([
      { action: "agent.pause", after: { until: midnight } },
      { action: "agent.resume", after: { status: "active", budgetId: "agent-day" } },
    ]);
    const told = await prisma().domainEvent.findMany({
      where: { orgId: ctx.orgId, type: "AgentResumed", payload: { path: ["by"], equals: "system:budgets" } },
    });
    expect(told).toHaveLength(1);
    expect(await getAgent(next, "a1")).toMatchObject(by.startsWith("a person") ? { status: "active" } : resumed);
  },
);

test("a request that nobody decides expires with the window of its limit: who waits is told, and may ask again", async () => {
  const { ctx, later } = await at("2026-05-10T23:50:00Z");
  const cap = { scope: "agent", scopeId: "a1", window: "day", limit: dollar, onExceeded: ["approval"] };
  await setCap(ctx, cap);
  await setCap(ctx, { scope: "pipeline_run", window: "run", limit: 5n * dollar, onExceeded: ["approval"] });
  const ask = (now: Ctx, input: object) => reserve({ ctx: now, input: { ...call, amount: 3, ...input } });
  const asked = await ask(ctx, { id: "day" });
  expect(asked).toMatchObject({ decision: "approval_required", expiresAt: "2026-05-12T00:00:00.000Z" });
  const short = await ask(ctx, { id: "short", expiresInSeconds: 60 });
  expect(short).toMatchObject({ decision: "approval_required", expiresAt: "2026-05-11T00:00:00.000Z" });
  const run = await ask(ctx, { id: "run", amount: 6, agentId: "a2", runId: "r1" });
  expect(run).toMatchObject({ decision: "approval_required", expiresAt: "2026-05-11T23:50:00.000Z" });
  const idOf = (answer: ReserveAnswer) => (answer.decision === "approval_required" ? answer.approvalId : "");

  const next = later("2026-05-11T00:00:10Z");
  const waited = await waitForApproval(next, idOf(short), { seconds: 30 });
  expect(waited).toMatchObject({ status: "expired", decision: null, decidedAt: "2026-05-11T00:00:00.000Z" });
  expect(await listApprovals(next, { statuses: ["pending"] })).toHaveLength(2);
  await expect(decideApproval({ ctx: next, id: idOf(short), input: { decision: "approve" } })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("expired"),
  });
  expect(await ask(next, { id: "short", expiresInSeconds: 60 })).toMatchObject({
    decision: "refused",
    detail: expect.stringContaining("Ask again under a new id"),
    budgets: [{ budgetId: "agent-day" }],
  });
  expect(await getReservation(next, "short")).toMatchObject({ status: "expired" });

  await endWhatIsOver(later("2026-05-12T00:00:00Z").now);
  expect((await listApprovals(next)).map(({ status }) => status)).toEqual(Array(3).fill("expired"));
  expect(await listApprovals(next, { statuses: ["expired"] })).toHaveLength(3);
  const told = await prisma().domainEvent.findMany({ where: { orgId: ctx.orgId, type: "ApprovalDecided" } });
  expect(told.map(({ payload }) => payload)).toMatchObject(Array(3).fill({ decision: "expired" }));
});

test("an approval that comes when one of two windows is over holds in the other, past no limit that has room by now", async () => {
  const { ctx, later } = await at("2026-03-31T23:50:00Z");
  await setCap(ctx, { ...monthly, onExceeded: ["approval"] });
  await recordEvents({ ctx, events: [event(0.9)] });
  const ask = async (id: string, amount: number, now = ctx) => {
    const answer = await reserve({ ctx: now, input: { ...call, id, amount } });
    return answer.decision === "approval_required" ? answer.approvalId : "";
  };
  // Neither March nor April has room for these: they may be decided until April is over.
  const small = await ask("small", 1.2);
  const large = await ask("large", 3);

  const april = later("2026-04-02T09:00:00Z");
  await prisma().budget.updateMany({ where: { orgId: ctx.orgId }, data: { limit: 2n * dollar } });
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
    ["04-01", 0n, 4_200_000_000n],
  ]);
  // What was added is for this window: in May the limit is what was set.
  expect(await ask("may", 2.5, later("2026-05-02T09:00:00Z"))).not.toBe("");
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
});
