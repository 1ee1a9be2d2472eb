import fc from "fast-check";
import { Pool } from "pg";
import { describe, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { pool, prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { expireReservations } from "./expire.ts";
import { extend } from "./extend.ts";
import { getReservation } from "./queries.ts";
import { release } from "./release.ts";
import { reserve } from "./reserve.ts";

const dollar = 1_000_000_000n;

type Cap = {
  id?: string;
  scope: string;
  projectId?: string;
  scopeId?: string;
  window: string;
  unit?: string;
  limit: bigint;
  onExceeded?: string[];
};

function setCap(ctx: Ctx, cap: Cap) {
  return prisma().budget.create({
    data: {
      orgId: ctx.orgId,
      id: `${cap.scope}-${cap.window}`,
      unit: "cost",
      onExceeded: ["notify", "block"],
      createdAt: ctx.now,
      updatedAt: ctx.now,
      ...cap,
    },
  });
}

const call = { agentId: "a1", projectId: "web" };
let events = 0;
const event = (cost: number, more: object = {}) => ({
  id: `event-${++events}`,
  ...call,
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 10,
  outputTokens: 5,
  cost,
  ...more,
});

async function unsettled(ctx: Ctx) {
  return (await reconcile()).filter(({ orgId }) => orgId === ctx.orgId);
}

async function counter(ctx: Ctx, scope: string, scopeId: string) {
  const [row] = await prisma().usageCounter.findMany({
    where: { orgId: ctx.orgId, scope, scopeId, window: { in: ["month", "run"] } },
    orderBy: { windowStart: "asc" },
  });
  return { spent: row?.spentNanos ?? 0n, reserved: row?.reservedNanos ?? 0n };
}

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
    expect(await unsettled(ctx)).toEqual([]);
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

  test("the same id gives the same answer; with another content it is a conflict", async () => {
    const ctx = await testOrganization();
    const input = { ...call, id: "same", amount: "0.5" };
    const first = await reserve({ ctx, input });
    expect(await reserve({ ctx, input })).toEqual(first);
    expect((await counter(ctx, "agent", "a1")).reserved).toBe(500_000_000n);
    await expect(reserve({ ctx, input: { ...input, amount: 0.6 } })).rejects.toMatchObject({ code: "conflict" });
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
    expect(await unsettled(ctx)).toEqual([]);
  });

  test("an expired hold is given back, by the job and by the next reserve; its call is recorded late, in full", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
    await reserve({ ctx, input: { ...call, id: "old", amount: 1, expiresInSeconds: 1 } });
    expect(await reserve({ ctx, input: { ...call, amount: 1 } })).toMatchObject({ decision: "refused" });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
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
    expect(await unsettled(ctx)).toEqual([]);
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

describe("limits that are reached", () => {
  test("each level alerts once, by the highest that was crossed, and writes one domain event", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, {
      scope: "project",
      projectId: "web",
      scopeId: "web",
      window: "month",
      limit: dollar,
      onExceeded: ["notify"],
    });
    for (const cost of [0.79, 0.01, 0.1, 0.05, 0.01, 0.1]) await recordEvents({ ctx, events: [event(cost)] });
    const alerts = await prisma().budgetAlert.findMany({ where: { orgId: ctx.orgId }, orderBy: { createdAt: "asc" } });
    expect(alerts.map(({ level, value }) => [level, value])).toEqual([
      ["warning", 800_000_000n],
      ["critical", 950_000_000n],
      ["exceeded", 1_060_000_000n],
    ]);
    const outbox = await prisma().domainEvent.findMany({ where: { orgId: ctx.orgId }, orderBy: { createdAt: "asc" } });
    expect(outbox.map(({ type }) => type)).toEqual(Array(3).fill("BudgetThresholdCrossed"));
    expect(outbox[2]?.payload).toMatchObject({ level: "exceeded", limit: 1, value: 1.06, pct: 106, projectId: "web" });
  });

  test("a jump over all thresholds is one alert; sixteen who cross together too", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar, onExceeded: ["notify"] });
    await Promise.all(Array.from({ length: 16 }, () => recordEvents({ ctx, events: [event(2)] })));
    expect(await prisma().budgetAlert.count({ where: { orgId: ctx.orgId } })).toBe(1);
  });

  test("an agent that reaches its cap is paused, and with it what an organisation's cap stops", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: dollar, onExceeded: ["notify", "pause"] });
    await recordEvents({ ctx, events: [event(0.2, { agentId: "a2" }), event(1)] });
    const agents = async () =>
      (await prisma().agent.findMany({ where: { orgId: ctx.orgId }, orderBy: { id: "asc" } })).map((a) => a.status);
    expect(await agents()).toEqual(["paused", "active"]);
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({ code: "agent_paused" });
    await setCap(ctx, { scope: "organization", window: "month", limit: dollar, onExceeded: ["notify", "pause"] });
    await recordEvents({ ctx, events: [event(0.2, { agentId: "a3" })] });
    expect(await agents()).toEqual(["paused", "paused", "paused"]);
  });

  test("twenty agents that wake at once under a cap for two: two are admitted", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, { scope: "organization", window: "day", limit: dollar });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        reserve({ ctx, input: { agentId: `a${i}`, projectId: "web", amount: 0.5 } }),
      ),
    );
    expect(answers.filter(({ decision }) => decision === "allow")).toHaveLength(2);
    expect(await prisma().agent.count({ where: { orgId: ctx.orgId, status: "paused" } })).toBe(0);
  });

  test("a call that no longer fits what is left beyond the critical mark reaches the limit", async () => {
    const ctx = await testOrganization();
    await setCap(ctx, {
      scope: "agent",
      scopeId: "a1",
      window: "month",
      limit: dollar,
      onExceeded: ["notify", "pause"],
    });
    await recordEvents({ ctx, events: [event(0.96)] });
    expect(await reserve({ ctx, input: { ...call, amount: 0.1 } })).toMatchObject({ code: "budget_exceeded" });
    expect(await reserve({ ctx, input: { ...call, amount: 0.01 } })).toMatchObject({ code: "agent_paused" });
  });
});

test("caps hold at every commit, whatever 64 callers do, as another connection sees it", {
  timeout: 120_000,
}, async () => {
  const ctx = await testOrganization({ projects: ["web", "api"] });
  const caps = [
    { scope: "organization", window: "month", limit: 3n * dollar },
    { scope: "project", projectId: "web", scopeId: "web", window: "month", limit: 2n * dollar },
    { scope: "agent", window: "day", limit: dollar },
    { scope: "pipeline_run", window: "run", limit: dollar / 2n },
    { scope: "agent", window: "month", unit: "tokens", limit: 4_000n, id: "agent-tokens" },
  ];
  for (const cap of caps) await setCap(ctx, cap);

  const outside = new Pool({ connectionString: env().DATABASE_URL, max: 1 });
  let watching = true;
  const violations: unknown[] = [];
  const watch = (async () => {
    while (watching) {
      const { rows } = await outside.query(
        `SELECT b.id, c.scope_id, c.spent_nanos, c.reserved_nanos FROM budgets b
         JOIN usage_counters c ON c.org_id = b.org_id AND c.scope = b.scope AND c."window" = b."window"
           AND (b.scope_id = '' OR b.scope_id = c.scope_id)
         WHERE b.org_id = $1 AND CASE b.unit WHEN 'cost' THEN c.spent_nanos + c.reserved_nanos
           ELSE c.input_tokens + c.output_tokens + c.reserved_tokens END > b."limit"`,
        [ctx.orgId],
      );
      violations.push(...rows);
    }
  })();

  const rounds = fc.sample(
    fc.record({
      agentId: fc.constantFrom("a1", "a2", "a3", "a4", "a5"),
      projectId: fc.constantFrom("web", "api"),
      runId: fc.option(fc.constantFrom("r1", "r2", "r3", "r4"), { nil: undefined }),
      amount: fc.integer({ min: 1, max: 400_000_000 }).map((nanos) => nanos / 1e9),
      tokens: fc.integer({ min: 2, max: 400 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      ending: fc.constantFrom("settle", "settle", "settle twice", "extend", "release", "abandon"),
      seconds: fc.constantFrom(1, 900),
    }),
    600,
  );
  let spent = 0n;
  let admitted = 0;
  let next = 0;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (let i = next++; i < rounds.length; i = next++) {
        const round = rounds[i];
        if (!round) return;
        const { agentId, projectId, runId, amount, tokens } = round;
        const id = `stress-${i}`;
        const input = {
          id,
          agentId,
          projectId,
          runId,
          amount,
          inputTokens: tokens - 1,
          maxOutputTokens: 1,
          expiresInSeconds: round.seconds,
        };
        const [answer, again] = await Promise.all([reserve({ ctx, input }), reserve({ ctx, input })]);
        expect(again).toEqual(answer);
        if (answer.decision !== "allow" || round.ending === "abandon") continue;
        admitted++;
        if (round.ending === "release") {
          await release({ ctx, id });
          continue;
        }
        if (round.ending === "extend") await extend({ ctx, id, input: { amount } });
        const nanos = BigInt(Math.floor(amount * round.share * 1e9));
        const used = {
          id: `e-${i}`,
          agentId,
          projectId,
          runId,
          provider: "p",
          model: "m",
          cost: Number(nanos) / 1e9,
          inputTokens: tokens - 1,
          outputTokens: 1,
        };
        const settle = () => settleReservation({ ctx, id, event: used });
        const [settled] = await Promise.all(round.ending === "settle twice" ? [settle(), settle()] : [settle()]);
        if (!settled?.late) spent += BigInt(settled?.costNanos ?? 0);
      }
    }),
  );
  watching = false;
  await watch;
  await outside.end();

  expect(violations).toEqual([]);
  expect(admitted).toBeGreaterThan(5);
  await expireReservations(new Date(Date.now() + 3_600_000));
  const total = await counter(ctx, "organization", ctx.orgId);
  expect(total).toEqual({ spent, reserved: 0n });
  expect(await unsettled(ctx)).toEqual([]);
  const { rows } = await pool().query(
    "SELECT count(*)::int AS held FROM reservations WHERE org_id = $1 AND status = 'held'",
    [ctx.orgId],
  );
  expect(rows[0].held).toBe(0);
});
