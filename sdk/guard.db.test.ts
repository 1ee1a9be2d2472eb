import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { counter, discrepancies, dollar, setCap, watchCaps } from "../scripts/test-caps.ts";
import { type TestFront, testFront } from "../scripts/test-front.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import { type TestServer, testServer } from "../scripts/test-server.ts";
import { decideApproval } from "../server/alerts/decide-approval.ts";
import type { Ctx } from "../server/context.ts";
import { prisma } from "../server/db.ts";
import {
  ApprovalRequiredError,
  BudgetExceededError,
  createPurser,
  type PurserError,
  type PurserOptions,
  PurserUnavailableError,
} from "./purser.ts";

let api: TestApi;
let ctx: Ctx;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const who = { projectId: "web", agentId: "a1" };
const model = { provider: "openai", model: "gpt-4.1" };
/** $0.002 and $0.008: a cent at most. */
const call = { ...who, ...model, inputTokens: 1_000, maxOutputTokens: 1_000 };
const cent = dollar / 100n;

async function client(options: Partial<PurserOptions> = {}) {
  ctx = await testOrganization();
  const key = await testKey(ctx, "ingest", "reserve");
  const told: PurserError[] = [];
  const onError = (error: PurserError) => void told.push(error);
  return { purser: createPurser({ url: api.url, key, flushIntervalMs: 20, onError, ...options }), told };
}
const entries = () => prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId } });
const organization = () => counter(ctx, "organization", ctx.orgId);
const cap = (limit: bigint, more: object = {}) =>
  setCap(ctx, { scope: "organization", window: "month", limit, ...more });

test("the worst case is held while the call runs; what it cost is spent, and the rest is free again", async () => {
  const { purser, told } = await client();
  const result = await purser.guard({ ...call, runId: "run-1", effort: "high" }, async (hold) => {
    expect(hold).toMatchObject({ held: true, amount: 0.01, tokens: 2_000 });
    expect(await organization()).toEqual({ spent: 0n, reserved: cent });
    await hold.settle({ inputTokens: 1_000, outputTokens: 100, cachedInputTokens: 500 });
    return "answer";
  });
  expect(result).toBe("answer");
  // 500 × $2 + 500 × $0.5 + 100 × $8, per million.
  expect(await organization()).toEqual({ spent: 2_050_000n, reserved: 0n });
  const [entry] = await entries();
  expect(entry).toMatchObject({ agentId: "a1", runId: "run-1", effort: "high", model: "gpt-4.1", outputTokens: 100n });
  expect(entry?.id).toBe(entry?.reservationId);
  expect(told).toEqual([]);
  expect(await discrepancies(ctx)).toEqual([]);
});

test("a call that throws gives its hold back, and its error is the caller's; so does one that forgets to settle", async () => {
  const { purser, told } = await client();
  await expect(purser.guard(call, () => Promise.reject(new Error("the model is overloaded")))).rejects.toThrow(
    "overloaded",
  );
  expect(await organization()).toEqual({ spent: 0n, reserved: 0n });
  expect(told).toEqual([]);
  expect(await purser.guard(call, async () => 7)).toBe(7);
  expect(told.map(({ code }) => code)).toEqual(["not_settled"]);
  expect(await organization()).toEqual({ spent: 0n, reserved: 0n });
  expect(await entries()).toEqual([]);
});

test("no room: the call does not run, and the error names every budget that refuses", async () => {
  const { purser } = await client();
  await cap(cent - 1n);
  const run = vi.fn();
  const error = await purser.guard(call, run).catch((error: unknown) => error);
  expect(run).not.toHaveBeenCalled();
  expect(error).toBeInstanceOf(BudgetExceededError);
  expect(error).toMatchObject({
    code: "budget_exceeded",
    status: 402,
    requestId: expect.any(String),
    message: expect.stringContaining("does not fit the limit of organization"),
    budgets: [{ budgetId: "organization-month", limitNanos: "9999999", requested: 0.01, unit: "cost" }],
  });
});

test("forty calls at once under a cap for ten: ten run, whatever the order", async () => {
  const { purser } = await client();
  await cap(10n * cent);
  const watch = watchCaps(ctx);
  let running = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () =>
      purser.guard(call, async (hold) => {
        running++;
        await vi.waitFor(() => expect(running).toBe(10), { timeout: 60_000 });
        await hold.settle({ inputTokens: 1_000, outputTokens: 1_000 });
      }),
    ),
  );
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(30);
  expect(refused.every((outcome) => "reason" in outcome && outcome.reason instanceof BudgetExceededError)).toBe(true);
  expect(await organization()).toEqual({ spent: 10n * cent, reserved: 0n });
  expect((await watch.stop()).violations).toEqual([]);
});

test("more room during a call: by amount, and by the call as it is expected by now; refused when there is none", async () => {
  const { purser } = await client();
  await cap(5n * cent);
  await purser.guard(call, async (hold) => {
    await hold.extend({ amount: 0.01 });
    expect(hold.amount).toBe(0.02);
    await hold.extend({ ...model, inputTokens: 1_000, maxOutputTokens: 5_000 });
    expect(hold).toMatchObject({ amount: 0.042, tokens: 6_000 });
    await expect(hold.extend({ amount: 0.01 })).rejects.toBeInstanceOf(BudgetExceededError);
    expect(await organization()).toEqual({ spent: 0n, reserved: 42_000_000n });
    await hold.settle({ inputTokens: 1_000, outputTokens: 5_000 });
  });
  expect(await organization()).toEqual({ spent: 42_000_000n, reserved: 0n });
});

test("an approval: an error with what was asked, and once approved the same id goes through", async () => {
  const { purser } = await client();
  await cap(1n, { onExceeded: ["approval"] });
  const error = await purser.guard({ ...call, id: "asked" }, async () => {}).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ApprovalRequiredError);
  const { approvalId, reservationId, budgets } = error as ApprovalRequiredError;
  expect({ reservationId, limits: budgets.map(({ limitNanos }) => limitNanos) }).toEqual({
    reservationId: "asked",
    limits: ["1"],
  });
  await decideApproval({ ctx, id: approvalId, input: { decision: "approve" } });
  await purser.guard({ ...call, id: reservationId }, (hold) => hold.settle({ inputTokens: 1_000, outputTokens: 0 }));
  expect(await organization()).toEqual({ spent: 2_000_000n, reserved: 0n });
});

test("an approval that is waited for: approved, rejected with its reason, given up by the caller", async () => {
  const { purser } = await client({ onApprovalRequired: "wait" });
  await cap(1n, { onExceeded: ["approval"] });
  const asked = () =>
    vi.waitFor(
      async () => {
        const approval = await prisma().approval.findFirst({ where: { orgId: ctx.orgId, decision: null } });
        if (!approval) throw new Error("not asked yet");
        return approval.id;
      },
      { timeout: 60_000 },
    );
  const approved = purser.guard(call, (hold) => hold.settle({ inputTokens: 1_000, outputTokens: 0 }));
  await decideApproval({ ctx, id: await asked(), input: { decision: "approve" } });
  await approved;

  const rejected = purser.guard(call, async () => {}).catch((error: unknown) => error);
  await decideApproval({ ctx, id: await asked(), input: { decision: "reject", reason: "Use the smaller model" } });
  expect(await rejected).toBeInstanceOf(BudgetExceededError);
  expect((await rejected) as Error).toMatchObject({ message: expect.stringContaining("Use the smaller model") });

  const giveUp = new AbortController();
  const given = purser
    .guard({ ...call, id: "given-up", signal: giveUp.signal }, async () => {})
    .catch((error: unknown) => error);
  await asked();
  giveUp.abort(new Error("no longer wanted"));
  expect(await given).toMatchObject({ message: "no longer wanted" });
  const { status } = await prisma().reservation.findFirstOrThrow({ where: { orgId: ctx.orgId, id: "given-up" } });
  expect(status).toBe("released");
  expect(await organization()).toEqual({ spent: 2_000_000n, reserved: 0n });
});

test("what cannot be right is an error under either policy: a wrong key, a project that is not there", async () => {
  const { purser } = await client({ failurePolicy: "open" });
  await expect(purser.guard({ ...call, projectId: "nowhere" }, async () => {})).rejects.toMatchObject({ status: 404 });
  const stranger = createPurser({ url: api.url, key: `pk_${"x".repeat(43)}`, failurePolicy: "open" });
  await expect(stranger.guard(call, async () => {})).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
});

test("a call that may run unguarded waits for nobody: where nothing answers, Purser is asked twice and no more", async () => {
  const asked = vi.fn(() => Promise.reject(new TypeError("fetch failed")));
  const { purser } = await client({ failurePolicy: "open", fetch: asked, reserveTimeoutMs: 60_000 });
  await purser.guard(call, async (hold) => expect(hold.held).toBe(false));
  expect(asked).toHaveBeenCalledTimes(2);
});

/** The client's own fetch, whose first requests of a kind go wrong. */
function troubled(path: string, ...faults: ("lost" | number)[]): typeof fetch {
  return async (url, init) => {
    const fault = String(url).includes(path) ? faults.shift() : undefined;
    if (typeof fault === "number") return new Response("{}", { status: fault, headers: { "retry-after": "0.05" } });
    const response = await fetch(url, init);
    if (fault === "lost") throw new TypeError("fetch failed");
    return response;
  };
}

test("answers that are lost, 503 and 429: the same is asked again, and stands once", async () => {
  const { purser, told } = await client({ fetch: troubled("/reservations", "lost", 503, 429) });
  await purser.guard(call, async (hold) => {
    expect(await organization()).toEqual({ spent: 0n, reserved: cent });
    await hold.settle({ inputTokens: 1_000, outputTokens: 0 });
  });
  expect(await entries()).toHaveLength(1);
  const flaky = await client({ fetch: troubled("/events", "lost") });
  await flaky.purser.guard(call, (hold) => hold.settle({ inputTokens: 1_000, outputTokens: 0 }));
  expect(await flaky.purser.flush()).toBe(true);
  expect(flaky.purser.stats()).toMatchObject({ accepted: 0, duplicates: 1, rejected: 0 });
  const { purser: releasing } = await client({ fetch: troubled("/release", 503, "lost") });
  await expect(releasing.guard(call, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await organization()).toEqual({ spent: 0n, reserved: 0n });
  const { purser: extending } = await client({ fetch: troubled("/extend", "lost") });
  await extending.guard(call, async (hold) => {
    await hold.extend({ amount: 0.01 });
    expect(hold.amount).toBe(0.02);
  });
  expect(told).toEqual([]);
});

/** One server process behind an address that stays, killed and started anew. */
async function mortal() {
  let server: TestServer = await testServer();
  const front: TestFront = await testFront(server.url);
  return {
    url: front.url,
    kill: async () => {
      await server.kill();
      front.lead(null);
    },
    start: async () => {
      server = await testServer();
      front.lead(server.url);
    },
    end: async () => {
      await front.close();
      await server.kill();
    },
  };
}

test("Purser killed and back: `closed` refuses, `open` runs and reports later, and a call under way is recorded", async () => {
  const server = await mortal();
  const timing = { url: server.url, reserveTimeoutMs: 1_000, timeoutMs: 3_000 };
  const { purser, told } = await client({ ...timing, failurePolicy: "open" });
  await cap(dollar);
  const settle = (hold: { settle(usage: { inputTokens: number; outputTokens: number }): Promise<void> }) =>
    hold.settle({ inputTokens: 1_000, outputTokens: 0 });

  // Held before, settled while it is away.
  await purser.guard(call, async (hold) => {
    await server.kill();
    await settle(hold);
  });
  const run = vi.fn(settle);
  const closed = purser.guard({ ...call, failurePolicy: "closed" }, run);
  await expect(closed).rejects.toBeInstanceOf(PurserUnavailableError);
  expect(run).not.toHaveBeenCalled();
  // Let run unguarded: the first finds out, the others do not ask in vain.
  for (let i = 0; i < 5; i++) {
    await purser.guard(call, async (hold) => {
      expect(hold.held).toBe(false);
      await settle(hold);
    });
  }
  expect(purser.stats()).toMatchObject({ queued: 6, dropped: 0 });
  expect(told.every((error) => error instanceof PurserUnavailableError)).toBe(true);

  await server.start();
  expect(await purser.flush({ timeoutMs: 60_000 })).toBe(true);
  expect(purser.stats()).toMatchObject({ queued: 0, accepted: 6, rejected: 0 });
  expect(await organization()).toEqual({ spent: 12_000_000n, reserved: 0n });
  await vi.waitFor(
    () =>
      purser.guard(call, async (hold) => {
        await settle(hold);
        expect(hold.held).toBe(true);
      }),
    { timeout: 60_000, interval: 500 },
  );
  expect(await discrepancies(ctx)).toEqual([]);
  await purser.close();
  await server.end();
});
