import { afterEach, describe, expect, test, vi } from "vitest";
import { call, counter, discrepancies, dollar, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { expireReservations } from "./expire.ts";
import { extend } from "./extend.ts";
import { getReservation } from "./queries.ts";
import { release } from "./release.ts";
import { reserve } from "./reserve.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("reserve and settle", () => {
  test("a hold stands in every scope, and the settlement moves what was spent and frees the rest", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    const held = await reserve({ ctx, input: { ...call, id: "r1", runId: "run1", amount: 0.6 } });
    expect(held).toMatchObject({
      decision: "allow",
      amountNanos: "600000000",
      remaining: [{ budgetId: "organization-month", window: "month", remaining: 0.4, remainingNanos: "400000000" }],
    });
    for (const [scope, id] of [
      ["organization", ctx.orgId],
      ["project", "web"],
      ["agent", "a1"],
      ["agent_type", "other"],
      ["pipeline_run", "run1"],
    ] as const) {
      expect(await counter(ctx, scope, id)).toEqual({ spent: 0n, reserved: 600_000_000n });
    }

    const settled = await settleReservation({ ctx, id: "r1", event: event(0.25) });
    expect(settled).toMatchObject({ status: "settled", cost: 0.25, heldAmount: 0.6, late: false, over: false });
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 250_000_000n, reserved: 0n });
    expect(await counter(ctx, "pipeline_run", "run1")).toEqual({ spent: 250_000_000n, reserved: 0n });
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("a refusal names every budget without room and holds nothing", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: dollar / 2n });
    await setCap(ctx, {
      scope: "project",
      projectId: "web",
      scopeId: "web",
      window: "month",
      limit: 1n,
      onExceeded: ["notify"],
    });
    await recordEvents({ ctx, events: [event(0.3)] });
    const answer = await reserve({ ctx, input: { ...call, amount: 0.8 } });
    expect(answer).toMatchObject({
      decision: "refused",
      code: "budget_exceeded",
      budgets: [
        {
          budgetId: "agent-day",
          scope: "agent",
          scopeId: "a1",
          window: "day",
          limit: 0.5,
          spent: 0.3,
          reserved: 0,
          requested: 0.8,
        },
        { budgetId: "organization-month", scope: "organization", limit: 1, spent: 0.3, remaining: 0.7 },
      ],
    });
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 300_000_000n, reserved: 0n });
  });

  test("an answer that is asked for again is the same to the byte: held, refused, extended, to be approved", async () => {
    const ctx = await testOrganization();
    const { id } = await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    const twice = async (ask: () => Promise<unknown>) => {
      const first = JSON.stringify(await ask());
      expect(JSON.stringify(await ask())).toBe(first);
    };
    await twice(() => reserve({ ctx, input: { ...call, id: "held", amount: 0.5 } }));
    await twice(() => extend({ ctx, id: "held", input: { amount: 0.1 } }));
    await twice(() => reserve({ ctx, input: { ...call, id: "refused", amount: 2 } }));
    await prisma().budget.update({ where: { orgId_id: { orgId: ctx.orgId, id } }, data: { onExceeded: ["approval"] } });
    await twice(() => reserve({ ctx, input: { ...call, id: "asked", amount: 2 } }));
  });

  test("a call that is larger than a limit is told so, and when one frees if it can", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "pipeline_run", window: "run", limit: dollar });
    const ask = async (amount: number) => {
      const answer = await reserve({ ctx, input: { ...call, runId: "r1", amount } });
      return answer.decision === "refused" ? answer.detail : answer.decision;
    };
    expect(await ask(1.5)).toMatch(
      /the call alone is larger than the limit. Make it smaller, or have the limit raised.$/,
    );
    await recordEvents({ ctx, events: [event(0.4, { runId: "r1" })] });
    expect(await ask(0.7)).toMatch(/\$0.4 spent. It frees when the limit is raised.$/);
    expect(await ask(0.5)).toBe("allow");
    expect(await ask(0.2)).toMatch(/\$0.5 held. It frees when calls settle for less, or when the limit is raised.$/);
  });

  test("the same id gives the same answer; with another content it is a conflict", async () => {
    const ctx = await testOrganization();
    const input = { ...call, id: "same", amount: "0.5" };
    const first = await reserve({ ctx, input });
    expect(await reserve({ ctx, input })).toEqual(first);
    expect((await counter(ctx, "agent", "a1")).reserved).toBe(500_000_000n);
    await expect(reserve({ ctx, input: { ...input, amount: 0.6 } })).rejects.toMatchObject({ code: "conflict" });
  });

  test("a project that was made a moment ago, by whichever process, is there; one that was not made is not", async () => {
    const ctx = await testOrganization();
    await reserve({ ctx, input: { ...call, amount: 0.1 } });
    const fresh = { ...call, projectId: "fresh", amount: 0.1 };
    await expect(reserve({ ctx, input: fresh })).rejects.toMatchObject({ code: "not_found" });
    // As another process does: nothing in this one hears of it.
    const times = { createdAt: ctx.now, updatedAt: ctx.now };
    await prisma().project.create({ data: { orgId: ctx.orgId, id: "fresh", name: "Fresh", ...times } });
    expect(await reserve({ ctx, input: fresh })).toMatchObject({ decision: "allow" });
  });

  test("settle, extend and release happen at most once each", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    await reserve({ ctx, input: { ...call, id: "r", amount: 0.2 } });
    const more = await extend({ ctx, id: "r", input: { amount: 0.3 } });
    expect(more).toMatchObject({ decision: "allow", amount: 0.5 });
    expect(await extend({ ctx, id: "r", input: { amount: 0.3 } })).toEqual(more);
    expect(await extend({ ctx, id: "r", input: { amount: 0.3, id: "another" } })).toMatchObject({ amount: 0.8 });
    expect(await extend({ ctx, id: "r", input: { amount: 0.3, id: "too-much" } })).toMatchObject({
      decision: "refused",
      code: "budget_exceeded",
    });
    const spent = event(0.7);
    const first = await settleReservation({ ctx, id: "r", event: spent });
    expect(await settleReservation({ ctx, id: "r", event: spent })).toEqual({ ...first, duplicate: true });
    await expect(settleReservation({ ctx, id: "r", event: event(0.1) })).rejects.toMatchObject({ code: "conflict" });
    await expect(release({ ctx, id: "r" })).rejects.toMatchObject({ code: "conflict" });
    await reserve({ ctx, input: { ...call, id: "r2", amount: 0.2 } });
    expect((await release({ ctx, id: "r2" })).status).toBe("released");
    expect((await release({ ctx, id: "r2" })).status).toBe("released");
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 700_000_000n, reserved: 0n });
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("a call that grows is held to its worst case as expected by now, in dollars and tokens; it never shrinks", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar / 50n });
    await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", unit: "tokens", limit: 3_000n });
    const model = { provider: "openai", model: "gpt-4.1", inputTokens: 1_000 };
    // $2 and $8 per million.
    await reserve({ ctx, input: { ...call, ...model, id: "r", maxOutputTokens: 1_000 } });
    const grown = { ...model, maxOutputTokens: 1_500 };
    const more = await extend({ ctx, id: "r", input: grown });
    expect(more).toMatchObject({ decision: "allow", amountNanos: "14000000", tokens: 2_500 });
    expect(await extend({ ctx, id: "r", input: grown })).toEqual(more);
    const less = await extend({ ctx, id: "r", input: { ...model, maxOutputTokens: 10 } });
    expect(less).toMatchObject({ amountNanos: "14000000", tokens: 2_500 });
    const tooMany = await extend({ ctx, id: "r", input: { ...model, maxOutputTokens: 2_001 } });
    expect(tooMany).toMatchObject({
      decision: "refused",
      budgets: [{ unit: "tokens", remaining: 500, requested: 501 }],
    });
    expect(await extend({ ctx, id: "r", input: { ...model, maxOutputTokens: 3_000 } })).toMatchObject({
      decision: "refused",
      budgets: [{ unit: "tokens" }, { unit: "cost" }],
    });
    await expect(extend({ ctx, id: "r", input: { model: "gpt-4.1" } })).rejects.toMatchObject({
      code: "validation_failed",
    });
    await extend({ ctx, id: "r", input: { ...grown, id: "named" } });
    const another = { ...grown, maxOutputTokens: 1_600, id: "named" };
    await expect(extend({ ctx, id: "r", input: another })).rejects.toMatchObject({ code: "conflict" });
    await release({ ctx, id: "r" });
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 0n, reserved: 0n });
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("a call that was recorded before its settlement settles it all the same, once", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    const spent = event(0.3, { sessionId: "s1" });
    for (const [id, more] of [
      ["plain", {}],
      ["with-run", { runId: "run1", agentType: "research" }],
    ] as const) {
      await reserve({ ctx, input: { ...call, id, ...more, amount: 0.5 } });
      const recorded = { ...spent, id: `of-${id}` };
      await recordEvents({ ctx, events: [recorded] });
      // As it was sent, and as little of it as a settlement takes.
      const { projectId: _, agentId: __, ...short } = recorded;
      const first = await settleReservation({ ctx, id, event: short });
      expect(first).toMatchObject({ status: "settled", duplicate: true, cost: 0.3, heldAmount: 0.5, late: false });
      expect(await settleReservation({ ctx, id, event: { ...recorded, reservationId: id } })).toEqual(first);
      expect(await recordEvents({ ctx, events: [recorded] })).toMatchObject({ duplicates: 1, rejected: [] });
      const key = { orgId_id: { orgId: ctx.orgId, id: recorded.id } };
      expect(await prisma().creditTransaction.findUnique({ where: key })).toMatchObject({ reservationId: id });
      await prisma().budget.updateMany({ where: { orgId: ctx.orgId }, data: { limit: 2n * dollar } });
    }
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 600_000_000n, reserved: 0n });

    await reserve({ ctx, input: { ...call, id: "other", amount: 0.5 } });
    // Another call under the id, and one that settled another reservation.
    for (const wrong of [
      { ...spent, id: "of-plain", cost: 0.31 },
      { ...spent, id: "of-plain" },
    ]) {
      await expect(settleReservation({ ctx, id: "other", event: wrong })).rejects.toMatchObject({ code: "conflict" });
    }
    expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(500_000_000n);
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("an expired hold is given back, by the job and by the next reserve; its call is recorded late, in full", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    // Time passes when the test says so: on a slow machine a second may be over before the next line.
    vi.useFakeTimers({ toFake: ["Date"] });
    await reserve({ ctx, input: { ...call, id: "old", amount: 1, expiresInSeconds: 1 } });
    expect(await reserve({ ctx, input: { ...call, amount: 1 } })).toMatchObject({ decision: "refused" });
    vi.setSystemTime(Date.now() + 1_100);
    expect(await reserve({ ctx, input: { ...call, id: "next", amount: 1, expiresInSeconds: 1 } })).toMatchObject({
      decision: "allow",
    });
    expect((await getReservation(ctx, "old")).status).toBe("expired");
    await expireReservations(new Date(Date.now() + 2_000));
    expect((await getReservation(ctx, "next")).status).toBe("expired");
    expect(await settleReservation({ ctx, id: "old", event: event(1.5) })).toMatchObject({
      late: true,
      over: true,
      cost: 1.5,
    });
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 1_500_000_000n, reserved: 0n });
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("the worst case is held: the dearest input price and all of the output", async () => {
    const ctx = await testOrganization();
    const tokens = {
      provider: "anthropic",
      model: "claude-sonnet-4-20250514",
      inputTokens: 1_000_000,
      maxOutputTokens: 1_000_000,
    };
    // $6 a million written to the cache for an hour, dearer than $3 fresh; $15 out.
    expect(await reserve({ ctx, input: { ...call, ...tokens } })).toMatchObject({ amount: 21, tokens: 2_000_000 });
    await expect(reserve({ ctx, input: { ...call, provider: "x" } })).rejects.toMatchObject({
      code: "validation_failed",
    });
  });

  test("an unknown price is refused under a cap of cost unless the budget allows it", async () => {
    const ctx = await testOrganization();
    const unknown = { ...call, provider: "nobody", model: "no-such-model", inputTokens: 5, maxOutputTokens: 5 };
    expect(await reserve({ ctx, input: unknown })).toMatchObject({ decision: "allow", amount: 0 });
    const { id } = await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    expect(await reserve({ ctx, input: unknown })).toMatchObject({ decision: "refused", code: "price_unknown" });
    await prisma().budget.update({ where: { orgId_id: { orgId: ctx.orgId, id } }, data: { allowUnpriced: true } });
    expect(await reserve({ ctx, input: unknown })).toMatchObject({ decision: "allow" });
  });
});
