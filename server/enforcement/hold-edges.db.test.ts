import { describe, expect, test } from "vitest";
import { call, counter, discrepancies, dollar, event, setCap } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { prisma } from "#server/db.ts";
import { toAppError } from "#server/errors.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { expireReservations, forgetRefusals } from "./expire.ts";
import { extend } from "./extend.ts";
import { getReservation } from "./queries.ts";
import { release } from "./release.ts";
import { reserve } from "./reserve.ts";

const organizationCap = { scope: "organization", window: "month", limit: dollar };

describe("holds at their edges", () => {
  test.each(["constructor", "__proto__", "toString", "amount:300000000"])(
    "an extension named %s is one like every other",
    async (id) => {
      const ctx = await testOrganization();
      await setCap(ctx, organizationCap);
      await reserve({ ctx, input: { ...call, id: "r", amount: 0.2 } });
      await extend({ ctx, id: "r", input: { amount: 0.3 } });
      expect(await extend({ ctx, id: "r", input: { amount: 0.3, id } })).toMatchObject({ amount: 0.8 });
      expect(await extend({ ctx, id: "r", input: { amount: 0.3, id } })).toMatchObject({ amount: 0.8 });
      await expect(extend({ ctx, id: "r", input: { amount: 0.1, id } })).rejects.toMatchObject({ code: "conflict" });
      expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(800_000_000n);
    },
  );

  test("settle, extend, release and expiry at once: the hold ends once, and nothing is lost", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { ...organizationCap, limit: 1_000n * dollar });
    const ids = Array.from({ length: 12 }, (_, i) => `race-${i}`);
    await Promise.all(ids.map((id) => reserve({ ctx, input: { ...call, id, runId: "run", amount: 1 } })));
    const events = ids.map((id) => event(0.5, { id: `e-${id}`, runId: "run" }));
    const endings = ids.flatMap((id, i) => [
      () => extend({ ctx, id, input: { amount: 1 } }),
      () => settleReservation({ ctx, id, event: events[i] ?? {} }),
      () => release({ ctx, id }),
      () =>
        i % 6 === 5 ? expireReservations(new Date(Date.now() + 3_600_000)) : extend({ ctx, id, input: { amount: 2 } }),
    ]);
    const outcomes = await Promise.allSettled(endings.map((end) => end()));
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(toAppError(outcome.reason).code).toBe("conflict");
    }
    // A settlement is recorded in full whatever the hold had come to.
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 6n * dollar, reserved: 0n });
    expect(await counter(ctx, "pipeline_run", "run")).toEqual({ spent: 6n * dollar, reserved: 0n });
    for (const id of ids) expect((await getReservation(ctx, id)).status).toBe("settled");
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("two calls that settle one reservation at once: one settles it, the other is told", async () => {
    const ctx = await testOrganization();
    await reserve({ ctx, input: { ...call, id: "r", amount: 1 } });
    const settled = await Promise.allSettled(
      [event(0.2), event(0.3)].map((used) => settleReservation({ ctx, id: "r", event: used })),
    );
    expect(settled.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const other = settled.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(other.reason).toMatchObject({ code: "conflict", message: expect.stringContaining("was settled by") });
    expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("who settles after the time is late, whether or not anyone had taken the hold off", async () => {
    const ctx = await testOrganization();
    await reserve({ ctx, input: { ...call, id: "r", amount: 1, expiresInSeconds: 1 } });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await getReservation(ctx, "r")).status).toBe("held");
    expect(await settleReservation({ ctx, id: "r", event: event(1) })).toMatchObject({ late: true });
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: dollar, reserved: 0n });
  });

  test("what is settled for another than was reserved for says so; what is left out is the reservation's", async () => {
    const ctx = await testOrganization();
    await recordEvents({ ctx, events: [event(0.1, { agentType: "research" })] });
    for (const id of ["r1", "r2"]) await reserve({ ctx, input: { ...call, id, agentType: "review", amount: 1 } });
    const { agentId: _, projectId: __, ...bare } = event(0.1);
    expect(await settleReservation({ ctx, id: "r1", event: bare })).toMatchObject({ elsewhere: false });
    expect(await counter(ctx, "agent_type", "review")).toEqual({ spent: dollar / 10n, reserved: dollar });
    const elsewhere = event(0.1, { agentId: "a2" });
    expect(await settleReservation({ ctx, id: "r2", event: elsewhere })).toMatchObject({ elsewhere: true });
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("a run that only held, and never spent, leaves its sums right", async () => {
    const ctx = await testOrganization();
    await reserve({ ctx, input: { ...call, id: "r", runId: "never", amount: 1 } });
    expect(await discrepancies(ctx)).toEqual([]);
    await release({ ctx, id: "r" });
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("more than can be added up is refused, and holds nothing", async () => {
    const ctx = await testOrganization();
    await reserve({ ctx, input: { ...call, id: "r", amount: 1 } });
    await prisma().usageCounter.updateMany({
      where: { orgId: ctx.orgId, scope: "organization" },
      data: { reservedNanos: 2n ** 63n - 1n },
    });
    await expect(
      reserve({ ctx, input: { ...call, id: "more", amount: 1 } }).catch((e) => {
        throw toAppError(e);
      }),
    ).rejects.toMatchObject({ code: "validation_failed", message: expect.stringContaining("Check the unit") });
    await expect(getReservation(ctx, "more")).rejects.toMatchObject({ code: "not_found" });
  });

  test("ids of odd characters are ids like every other", async () => {
    const ctx = await testOrganization({ projects: ['web{"},NULL'] });
    const odd = ['a"b\\c', "NULL", "{x,y}", "a|b", "';--", "é😀%2F?#&", "$1"];
    for (const id of odd) {
      const input = { id, agentId: id, runId: id, projectId: 'web{"},NULL', amount: 0.1 };
      const held = await reserve({ ctx, input });
      expect(held).toMatchObject({ decision: "allow", id });
      expect(await reserve({ ctx, input })).toEqual(held);
      expect(
        await settleReservation({
          ctx,
          id,
          event: event(0.1, { id, agentId: id, projectId: input.projectId, runId: id }),
        }),
      ).toMatchObject({ elsewhere: false });
    }
    expect(await counter(ctx, "organization", ctx.orgId)).toEqual({ spent: 700_000_000n, reserved: 0n });
    expect(await discrepancies(ctx)).toEqual([]);
  });

  test("a refusal is remembered for a day, whatever else is held", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, organizationCap);
    const input = { ...call, id: "r", amount: 2 };
    expect(await reserve({ ctx, input })).toMatchObject({ decision: "refused" });
    await prisma().budget.deleteMany({ where: { orgId: ctx.orgId } });
    expect(await reserve({ ctx, input })).toMatchObject({ decision: "refused" });
    await forgetRefusals(new Date(Date.now() + 25 * 3_600_000));
    expect(await reserve({ ctx, input })).toMatchObject({ decision: "allow" });
  });

  test("the same amount written otherwise is the same request", async () => {
    const ctx = await testOrganization();
    const held = await reserve({ ctx, input: { ...call, id: "r", amount: 0.5 } });
    expect(await reserve({ ctx, input: { ...call, id: "r", amount: "0.50" } })).toEqual(held);
  });
});
