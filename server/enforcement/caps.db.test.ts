import fc from "fast-check";
import { expect, test } from "vitest";
import { counter, discrepancies, dollar, setCap, watchCaps } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { pool } from "#server/db.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { expireReservations } from "./expire.ts";
import { extend } from "./extend.ts";
import { release } from "./release.ts";
import { reserve } from "./reserve.ts";

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

  const watch = watchCaps(ctx);
  const rounds = fc.sample(
    fc.record({
      agentId: fc.constantFrom("a1", "a2", "a3", "a4", "a5"),
      projectId: fc.constantFrom("web", "api"),
      runId: fc.option(fc.constantFrom("r1", "r2", "r3", "r4"), { nil: undefined }),
      amount: fc.integer({ min: 1, max: 400_000_000 }).map((nanos) => nanos / 1e9),
      tokens: fc.integer({ min: 2, max: 400 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      ending: fc.constantFrom("settle", "settle", "settle twice", "extend", "release", "abandon"),
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
          expiresInSeconds: round.ending === "abandon" ? 1 : 900,
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
        expect(settled?.late).toBe(false);
        spent += BigInt(settled?.costNanos ?? 0);
      }
    }),
  );
  expect((await watch.stop()).violations).toEqual([]);
  expect(admitted).toBeGreaterThan(5);
  await expireReservations(new Date(Date.now() + 3_600_000));
  const total = await counter(ctx, "organization", ctx.orgId);
  expect(total).toEqual({ spent, reserved: 0n });
  expect(await discrepancies(ctx)).toEqual([]);
  const { rows } = await pool().query(
    "SELECT count(*)::int AS held FROM reservations WHERE org_id = $1 AND status = 'held'",
    [ctx.orgId],
  );
  expect(rows[0].held).toBe(0);
});
