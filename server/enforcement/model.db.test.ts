import fc from "fast-check";
import { expect, test } from "vitest";
import { counter, discrepancies, dollar, event } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { setBudget } from "#server/budgets/set-budget.ts";
import type { Ctx } from "#server/context.ts";
import { toAppError } from "#server/errors.ts";
import { recordEvents } from "#server/ingest/record-events.ts";
import { settleReservation } from "#server/ingest/settle-reservation.ts";
import { expireReservations } from "./expire.ts";
import { extend } from "./extend.ts";
import { release } from "./release.ts";
import { reserve } from "./reserve.ts";

/** What one call is worth, in cents: a model must be simple enough to be seen to be right. */
type Hold = { agentId: string; runId: string | undefined; cents: number; open: boolean };

/** All that Purser should know, as anyone would keep it in his head. */
class Model {
  readonly limits = { organization: 200, agent: 120, pipeline_run: 80 };
  readonly spent = new Map<string, number>();
  readonly holds = new Map<string, Hold>();

  scopes(ctx: Ctx, { agentId, runId }: Pick<Hold, "agentId" | "runId">) {
    const all = [["organization", ctx.orgId], ["agent", agentId], ...(runId ? [["pipeline_run", runId]] : [])];
    return all as [keyof Model["limits"], string][];
  }
  reserved(ctx: Ctx, scope: string, id: string): number {
    const held = [...this.holds.values()].filter(
      (hold) => hold.open && this.scopes(ctx, hold).some(([s, i]) => s === scope && i === id),
    );
    return held.reduce((sum, { cents }) => sum + cents, 0);
  }
  spend(ctx: Ctx, call: Pick<Hold, "agentId" | "runId">, cents: number): void {
    for (const [scope, id] of this.scopes(ctx, call)) {
      const key = `${scope} ${id}`;
      this.spent.set(key, (this.spent.get(key) ?? 0) + cents);
    }
  }
  fits(ctx: Ctx, call: Pick<Hold, "agentId" | "runId">, cents: number): boolean {
    return this.scopes(ctx, call).every(
      ([s, i]) =>
        cents === 0 || (this.spent.get(`${s} ${i}`) ?? 0) + this.reserved(ctx, s, i) + cents <= this.limits[s],
    );
  }
}

const id = fc.nat(5).map((n) => `h${n}`);
const agentId = fc.constantFrom("a1", "a2");
const runId = fc.constantFrom(undefined, "r1", "r2");
const cents = fc.nat(90);
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("reserve" as const), agentId, runId, cents }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("settle" as const), id, cents, again: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("extend" as const), id, cents }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("expire" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("spend" as const), agentId, runId, cents }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("limit" as const),
      scope: fc.constantFrom("organization" as const, "agent" as const, "pipeline_run" as const),
      cents: fc.integer({ min: 1, max: 300 }),
    }),
  },
);

type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

const codeOf = (error: unknown) => toAppError(error).code;

async function setLimit(ctx: Ctx, scope: "organization" | "agent" | "pipeline_run", limit: number) {
  const window = scope === "pipeline_run" ? "run" : "month";
  await setBudget({
    ctx,
    input: { id: scope, scope, window, unit: "cost", limit: limit / 100, onExceeded: ["block"] },
  });
}

async function apply(ctx: Ctx, model: Model, next: Operation, step: number): Promise<void> {
  if (next.do === "reserve") {
    const name = `h${model.holds.size}`;
    const { agentId: agent, runId: run } = next;
    const input = { id: name, projectId: "web", agentId: agent, runId: run, amount: next.cents / 100 };
    const expected = model.fits(ctx, next, next.cents) ? "allow" : "refused";
    expect((await reserve({ ctx, input })).decision).toBe(expected);
    if (expected === "allow") model.holds.set(name, { agentId: agent, runId: run, cents: next.cents, open: true });
    else model.holds.set(name, { agentId: agent, runId: run, cents: -1, open: false });
  } else if (next.do === "spend") {
    await recordEvents({ ctx, events: [event(next.cents / 100, { agentId: next.agentId, runId: next.runId })] });
    model.spend(ctx, next, next.cents);
  } else if (next.do === "limit") {
    await setLimit(ctx, next.scope, next.cents);
    model.limits[next.scope] = next.cents;
  } else if (next.do === "expire") {
    await expireReservations(new Date(Date.now() + 3_600_000));
    for (const hold of model.holds.values()) hold.open = false;
  } else {
    await end(ctx, model, next, step);
  }
}

const settled = new WeakMap<Hold, true>();

async function end(ctx: Ctx, model: Model, next: Extract<Operation, { id: string }>, step: number): Promise<void> {
  const hold = model.holds.get(next.id);
  const target = { ctx, id: next.id };
  if (!hold || hold.cents < 0) {
    // Never made, or refused: there is nothing to end.
    if (next.do === "release") return;
    const tried =
      next.do === "settle"
        ? settleReservation({ ...target, event: event(1) })
        : extend({ ...target, input: { amount: 1 } });
    expect(["not_found", "conflict"]).toContain(await tried.then(() => "done", codeOf));
  } else if (next.do === "release") {
    expect(await release(target).then(() => "done", codeOf)).toBe(settled.has(hold) ? "conflict" : "done");
    hold.open = false;
  } else if (next.do === "extend") {
    const more = { amount: next.cents / 100, id: `x${step}` };
    const outcome = await extend({ ...target, input: more }).then(({ decision }) => decision, codeOf);
    const fits = model.fits(ctx, hold, next.cents);
    expect(outcome).toBe(hold.open ? (fits ? "allow" : "refused") : "conflict");
    if (outcome === "allow") hold.cents += next.cents;
  } else {
    const used = event(next.cents / 100, { agentId: hold.agentId, runId: hold.runId });
    const tried = Array.from({ length: next.again ? 2 : 1 }, () => settleReservation({ ...target, event: used }));
    const outcomes = await Promise.all(tried.map((one) => one.then(({ late }) => late, codeOf)));
    expect(new Set(outcomes)).toEqual(new Set([settled.has(hold) ? "conflict" : !hold.open]));
    if (settled.has(hold)) return;
    settled.set(hold, true);
    hold.open = false;
    model.spend(ctx, hold, next.cents);
  }
}

test("any sequence of reserve, settle, extend, release, expiry, spending and changed limits is what the model says", async () => {
  const property = fc.asyncProperty(fc.array(operation, { minLength: 8, maxLength: 20 }), async (operations) => {
    const ctx = await testOrganization();
    const model = new Model();
    for (const scope of ["organization", "agent", "pipeline_run"] as const)
      await setLimit(ctx, scope, model.limits[scope]);
    for (const [step, next] of operations.entries()) {
      await apply(ctx, model, next, step);
      for (const [scope, name] of [
        ["organization", ctx.orgId],
        ["agent", "a1"],
        ["agent", "a2"],
        ["pipeline_run", "r1"],
      ] as const) {
        expect(await counter(ctx, scope, name), `${scope} ${name} after step ${step}`).toEqual({
          spent: BigInt(model.spent.get(`${scope} ${name}`) ?? 0) * (dollar / 100n),
          reserved: BigInt(model.reserved(ctx, scope, name)) * (dollar / 100n),
        });
      }
    }
    expect(await discrepancies(ctx)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 8 });
});
