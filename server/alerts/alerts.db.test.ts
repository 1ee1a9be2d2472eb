import { describe, expect, test } from "vitest";
import { call, counter, event } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { setAgentLimits } from "#server/budgets/agent-limits.ts";
import { getBudget } from "#server/budgets/queries.ts";
import { removeBudget, setBudget } from "#server/budgets/set-budget.ts";
import { pauseAgent } from "#server/catalog/pause-agent.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { expireReservations } from "#server/enforcement/expire.ts";
import { getReservation } from "#server/enforcement/queries.ts";
import { release } from "#server/enforcement/release.ts";
import { reserve } from "#server/enforcement/reserve.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { acknowledgeAlerts } from "./acknowledge.ts";
import { getApproval, listApprovals, pendingApprovalCount } from "./approval-queries.ts";
import { decideApproval } from "./decide-approval.ts";
import { listAlerts, openAlertCount } from "./queries.ts";
import { getAlerting, setAlerting } from "./set-alerting.ts";
import { waitForApproval } from "./wait-for-approval.ts";

const cap = { id: "all", scope: "organization", window: "month", unit: "cost", limit: 1 } as const;

describe("alerts", () => {
  test("show the figures of their moment, and whose limit of which kind it is", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.1)] });
    const caps = { dailyTokens: 100, dailyCost: 0, monthlyTokens: 0, monthlyCost: 1 };
    await setAgentLimits({ ctx, agentId: "a1", input: caps });
    await recordEvents({ ctx, events: [event(0.75, { inputTokens: 70 })] });
    const alerts = await listAlerts(ctx, { agentId: "a1", open: true });
    expect(
      alerts.map(({ unit, window, level, value, limit, pct }) => [unit, window, level, value, limit, pct]).sort(),
    ).toEqual([
      ["cost", "month", "warning", 0.85, 1, 85],
      ["tokens", "day", "warning", 90, 100, 90],
    ]);
    expect(alerts[0]).toMatchObject({ scope: "agent", scopeId: "a1", scopeName: "a1" });
  });

  test("are acknowledged once, one or many, and that can be taken back", async () => {
    const ctx = await testOrganization();
    await setBudget({ ctx, input: { ...cap, onExceeded: ["notify"] } });
    await recordEvents({ ctx, events: [event(0.85)] });
    await recordEvents({ ctx, events: [event(0.2)] });
    const ids = (await listAlerts(ctx)).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect((await acknowledgeAlerts({ ctx, input: { ids } })).changed.sort()).toEqual(ids.sort());
    expect(await acknowledgeAlerts({ ctx, input: { ids } })).toEqual({ changed: [] });
    expect(await openAlertCount(ctx)).toBe(0);
    await acknowledgeAlerts({ ctx, input: { ids: ids.slice(0, 1), acknowledged: false } });
    expect((await listAlerts(ctx, { open: true })).map(({ id }) => id)).toEqual(ids.slice(0, 1));
    const other = await testOrganization();
    await expect(acknowledgeAlerts({ ctx: other, input: { ids } })).rejects.toMatchObject({ code: "not_found" });
  });

  test("switched off for the organisation there are none, and caps hold all the same", async () => {
    const ctx = await testOrganization();
    await setAlerting({ ctx, input: { enabled: false } });
    expect(await getAlerting(ctx)).toEqual({ enabled: false, forecasts: true, anomalies: true });
    await setBudget({ ctx, input: { ...cap, onExceeded: ["notify", "pause"] } });
    await recordEvents({ ctx, events: [event(2)] });
    expect(await listAlerts(ctx)).toEqual([]);
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ code: "agent_paused" });
  });

  test("a history that is imported alarms nobody", async () => {
    const ctx = await testOrganization();
    await setBudget({ ctx, input: { ...cap, onExceeded: ["notify"] } });
    await recordEvents({ ctx, events: [event(5, { occurredAt: "2025-03-01T12:00:00Z" })] });
    expect(await listAlerts(ctx)).toEqual([]);
  });
});

describe("approvals", () => {
  async function ask(ctx: Ctx, amount = 2, id = "big") {
    const answer = await reserve({ ctx, input: { ...call, id, amount } });
    if (answer.decision !== "approval_required") throw new Error(`not asked: ${JSON.stringify(answer)}`);
    return answer.approvalId;
  }
  async function withApproval() {
    const ctx = await testOrganization();
    await setBudget({ ctx, input: { ...cap, onExceeded: ["notify", "approval"] } });
    return ctx;
  }

  test("approving holds the call at once, past a limit that stays as it is", async () => {
    const ctx = await withApproval();
    await recordEvents({ ctx, events: [event(0.5)] });
    const id = await ask(ctx);
    expect(await pendingApprovalCount(ctx)).toBe(1);
    expect(await decideApproval({ ctx, id, input: { decision: "approve" } })).toMatchObject({
      status: "approved",
      extra: null,
    });
    expect((await getReservation(ctx, "big")).status).toBe("held");
    expect(await reserve({ ctx, input: { ...call, id: "big", amount: 2 } })).toMatchObject({
      decision: "allow",
      amount: 2,
    });
    expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(2_000_000_000n);
    // The next call has to ask again.
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({
      decision: "approval_required",
      budgets: [{ limit: 1, spent: 0.5, reserved: 2, remaining: 0 }],
    });
  });

  test.each([
    ["given back", async (ctx: Ctx) => void (await release({ ctx, id: "big" })), 1],
    [
      "settled for less",
      async (ctx: Ctx) => void (await settleReservation({ ctx, id: "big", event: event(0.3) })),
      0.7,
    ],
    ["settled in full", async (ctx: Ctx) => void (await settleReservation({ ctx, id: "big", event: event(1.5) })), 0],
    ["expired", async () => void (await expireReservations(new Date(Date.now() + 3_600_000))), 1],
  ])("one call that was approved and %s leaves no room that was not there before", async (_, end, left) => {
    const ctx = await withApproval();
    const id = await ask(ctx, 1.5);
    await decideApproval({ ctx, id, input: { decision: "approve" } });
    await end(ctx);
    expect(await getBudget(ctx, cap.id)).toMatchObject({ limit: 1, extra: 0, remaining: left });
    expect(await reserve({ ctx, input: { ...call, amount: 1.5 } })).toMatchObject({ decision: "approval_required" });
    expect(await reserve({ ctx, input: { ...call, amount: left + 0.01 } })).toMatchObject({
      decision: "approval_required",
    });
    if (left > 0) expect(await reserve({ ctx, input: { ...call, amount: left } })).toMatchObject({ decision: "allow" });
  });

  test("room that others give back while an approved call stands is the limit's, and no more", async () => {
    const ctx = await withApproval();
    await reserve({ ctx, input: { ...call, id: "other", amount: 0.8 } });
    await decideApproval({ ctx, id: await ask(ctx, 0.5), input: { decision: "approve" } });
    await release({ ctx, id: "other" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.51 } })).toMatchObject({ decision: "approval_required" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.5 } })).toMatchObject({ decision: "allow" });
  });

  test("an extra amount leaves room for further calls, and must be enough for this one", async () => {
    const ctx = await withApproval();
    const id = await ask(ctx);
    await expect(decideApproval({ ctx, id, input: { decision: "approve", extra: 0.5 } })).rejects.toMatchObject({
      code: "validation_failed",
      errors: [{ path: "extra" }],
    });
    await decideApproval({ ctx, id, input: { decision: "approve", extra: 5 } });
    expect(await reserve({ ctx, input: { ...call, id: "big", amount: 2 } })).toMatchObject({
      remaining: [{ remaining: 4 }],
    });
    expect(await reserve({ ctx, input: { ...call, amount: 4 } })).toMatchObject({ decision: "allow" });
  });

  test("a person's newer limit ends what an approval added, and so does removing it; what is held stays", async () => {
    const ctx = await withApproval();
    const limit = (value: number, more = {}) =>
      setBudget({ ctx, input: { ...cap, onExceeded: ["notify", "approval"], limit: value, ...more } });
    await decideApproval({ ctx, id: await ask(ctx), input: { decision: "approve", extra: 5 } });
    expect(await getBudget(ctx, cap.id)).toMatchObject({ limit: 1, extra: 5, extraNanos: "5000000000", remaining: 4 });
    // Another change of the budget, or the same limit once more, is not a newer limit.
    expect(await limit(1, { thresholds: [50] })).toMatchObject({ extra: 5, remaining: 4 });
    expect(await limit(2.5)).toMatchObject({ limit: 2.5, extra: 0, reserved: 2, remaining: 0.5 });
    expect(await reserve({ ctx, input: { ...call, amount: 0.6 } })).toMatchObject({ decision: "approval_required" });
    const [edit] = await prisma().auditEntry.findMany({
      where: { orgId: ctx.orgId, action: "budget.set" },
      orderBy: { id: "desc" },
    });
    expect(edit).toMatchObject({ before: { limit: "1", extra: "5" }, after: { limit: "2.5", extra: "0" } });

    await decideApproval({ ctx, id: await ask(ctx, 1, "more"), input: { decision: "approve", extra: 5 } });
    await removeBudget({ ctx, id: cap.id });
    expect(await limit(1)).toMatchObject({ extra: 0, reserved: 3, remaining: 0 });
  });

  test("rejecting takes a reason, which the agent gets", async () => {
    const ctx = await withApproval();
    const id = await ask(ctx);
    await expect(decideApproval({ ctx, id, input: { decision: "reject" } })).rejects.toMatchObject({
      errors: [{ path: "reason" }],
    });
    await decideApproval({ ctx, id, input: { decision: "reject", reason: "Too dear" } });
    expect(await reserve({ ctx, input: { ...call, id: "big", amount: 2 } })).toMatchObject({
      decision: "refused",
      detail: expect.stringContaining("Too dear"),
    });
    expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
  });

  test("each is decided once, whoever races", async () => {
    const ctx = await withApproval();
    const id = await ask(ctx);
    const decisions = await Promise.allSettled([
      decideApproval({ ctx, id, input: { decision: "approve" } }),
      decideApproval({ ctx, id, input: { decision: "reject", reason: "No" } }),
      decideApproval({ ctx, id, input: { decision: "approve", extra: 9 } }),
    ]);
    expect(decisions.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const decision of decisions) {
      if (decision.status === "rejected") expect(decision.reason).toMatchObject({ code: "conflict" });
    }
    expect(await prisma().auditEntry.count({ where: { orgId: ctx.orgId, target: `approval:${id}` } })).toBe(1);
  });

  test("who waits is told at once", async () => {
    const ctx = await withApproval();
    const id = await ask(ctx);
    expect(await waitForApproval(ctx, id, { seconds: 0 })).toMatchObject({ status: "pending" });
    const waiting = waitForApproval(ctx, id, { seconds: 30 });
    await decideApproval({ ctx, id, input: { decision: "approve" } });
    expect(await waiting).toMatchObject({ status: "approved" });
  });

  test("a reservation given back withdraws its request", async () => {
    const ctx = await withApproval();
    const id = await ask(ctx);
    await release({ ctx, id: "big" });
    expect((await getApproval(ctx, id)).status).toBe("withdrawn");
    await expect(decideApproval({ ctx, id, input: { decision: "approve" } })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await listApprovals(ctx, { statuses: ["pending"] })).toEqual([]);
  });

  test("a budget that asks and pauses asks first; once its limit is spent it pauses, and approving resumes", async () => {
    const ctx = await testOrganization();
    const both = { ...cap, onExceeded: ["notify" as const, "approval" as const, "pause" as const] };
    await setBudget({ ctx, input: both });
    await recordEvents({ ctx, events: [event(0.96)] });
    // Past the critical mark, and what is left does not hold it: that is for a person to say.
    const id = await ask(ctx, 0.5);
    const agent = () => prisma().agent.findUniqueOrThrow({ where: { orgId_id: { orgId: ctx.orgId, id: "a1" } } });
    expect(await agent()).toMatchObject({ status: "active" });
    expect((await listAlerts(ctx)).map(({ level }) => level)).toEqual(["critical"]);
    expect(await getApproval(ctx, id)).toMatchObject({ status: "pending", agentPause: null });

    await recordEvents({ ctx, events: [event(0.04)] });
    expect(await agent()).toMatchObject({ status: "paused" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.5 } })).toMatchObject({ code: "agent_paused" });
    expect(await getApproval(ctx, id)).toMatchObject({
      agentPause: { by: "system:budgets", reason: "Reached the monthly cost limit of the organisation", resumes: true },
    });
    await decideApproval({ ctx, id, input: { decision: "approve" } });
    expect(await agent()).toMatchObject({ status: "active", statusReason: "Its call was approved" });
    const told = await prisma().domainEvent.findMany({ where: { orgId: ctx.orgId, type: "AgentResumed" } });
    expect(told).toMatchObject([{ payload: { agentId: "a1", by: "system:test", budgetId: "all" } }]);
    // The limit is spent all the same: the agent may ask for the next call, and is paused as this one is recorded.
    const next = await ask(ctx, 0.5, "next");
    await settleReservation({ ctx, id: "big", event: event(0.5) });
    expect(await agent()).toMatchObject({ status: "paused" });

    await pauseAgent({ ctx, agentId: "a1", input: { reason: "Looping" } });
    expect(await getApproval(ctx, next)).toMatchObject({ agentPause: { reason: "Looping", resumes: false } });
    await expect(decideApproval({ ctx, id: next, input: { decision: "approve" } })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Looping"),
    });
  });

  test("another cap that blocks cannot be approved away", async () => {
    const ctx = await withApproval();
    const id = await ask(ctx);
    await setBudget({ ctx, input: { ...cap, id: "hard", limit: 1.5, onExceeded: ["block"] } });
    await expect(decideApproval({ ctx, id, input: { decision: "approve" } })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("$1.5 a month"),
    });
    expect((await getApproval(ctx, id)).status).toBe("pending");
  });
});
