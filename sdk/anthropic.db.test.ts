import Anthropic from "@anthropic-ai/sdk";
import { betaTool } from "@anthropic-ai/sdk/helpers/beta/json-schema";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { expectGiven } from "../scripts/expect-given.ts";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { counter, discrepancies, setCap } from "../scripts/test-caps.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import { type TestProvider, testProvider } from "../scripts/test-provider.ts";
import type { Ctx } from "../server/context.ts";
import { prisma } from "../server/db.ts";
import { wrapAnthropic } from "./anthropic.ts";
import type { MeterOptions } from "./metered-call.ts";
import { BudgetExceededError, createPurser, type Purser, type PurserError } from "./purser.ts";

let api: TestApi;
let provider: TestProvider;
let ctx: Ctx;
let purser: Purser;
let told: PurserError[];
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  provider = await testProvider();
  ctx = await testOrganization();
  told = [];
  const onError = (error: PurserError) => void told.push(error);
  purser = createPurser({ url: api.url, key: await testKey(ctx, "ingest", "reserve"), flushIntervalMs: 20, onError });
  return async () => {
    await purser.close();
    await provider.close();
  };
});

const client = (options: Partial<MeterOptions> = {}, more: object = {}) =>
  wrapAnthropic(new Anthropic({ apiKey: "sk-test", baseURL: provider.url.replace("/v1", ""), ...more }), {
    purser,
    projectId: "web",
    agentId: "a1",
    ...options,
  });
const model = "claude-sonnet-4-20250514";
const messages = [{ role: "user" as const, content: "Say hello." }];
const ask = { model, max_tokens: 100, messages };
const entries = () =>
  prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId }, orderBy: { recordedAt: "asc" } });

/** claude-sonnet-4: $3 for input, $0.3 from cache, $3.75 and $6 written to it, $15 for output, per million tokens. */
const rates = { input: 3_000, cached: 300, written: 3_750, writtenHour: 6_000, output: 15_000 };
const expectBalanced = async () => {
  await purser.flush();
  await expectGiven(ctx, provider.given, rates);
};

test("a message: answered as without Purser, and recorded with its cache, its reasoning and its tier", async () => {
  provider.will({
    input: 5_000,
    cached: 4_000,
    written: 300,
    writtenHour: 200,
    output: 90,
    reasoning: 60,
    tier: "priority",
  });
  const anthropic = client({ runId: "run-1", agentType: "writer" });
  const message = await anthropic.messages.create({ ...ask, output_config: { effort: "low" } });
  expect(message.content).toMatchObject([{ type: "text", text: "Hello from the stub." }]);
  await expectBalanced();
  expect(await entries()).toMatchObject([
    {
      ...{ provider: "anthropic", model, agentId: "a1", agentType: "writer", runId: "run-1", attempt: 1, status: "ok" },
      ...{ serviceTier: "priority", effort: "low", cacheWriteTokens: 300n, cacheWrite1hTokens: 200n },
    },
  ]);
  expect(provider.asked[0]?.headers.authorization).toBe("Bearer sk-test");
  expect(told).toEqual([]);
});

test("streamed, by its helper, beta, and counting tokens, which is no call", async () => {
  provider.will({ input: 900, cached: 500, written: 100, writtenHour: 50 }, {}, {}, {});
  const anthropic = client();
  const types = await Array.fromAsync(await anthropic.messages.create({ ...ask, stream: true }), ({ type }) => type);
  expect(types.at(-1)).toBe("message_stop");
  expect(await anthropic.messages.stream(ask).finalText()).toBe("Hello from the stub.");
  await anthropic.beta.messages.create(ask);
  expect(await anthropic.beta.messages.stream(ask).finalText()).toBe("Hello from the stub.");
  await expectBalanced();
});

test("a loop of tools: each step is a call", async () => {
  const tool = { name: "add", arguments: { a: 1, b: 2 } };
  provider.will({ tool, input: 200 }, { tool, input: 300 }, { input: 400 });
  const add = betaTool({
    name: "add",
    description: "Adds",
    inputSchema: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] },
    run: ({ a, b }) => String(a + b),
  });
  const last = await client().beta.messages.toolRunner({ ...ask, tools: [add] });
  expect(last.content).toMatchObject([{ text: "Hello from the stub." }]);
  expect(provider.given).toHaveLength(3);
  await expectBalanced();
});

test("429, a broken line and 529 before it answers; an error that stays: one entry, and nothing stays held", async () => {
  provider.will({ status: 429, retryAfter: "0.01" }, { breakAfter: 0 }, { status: 529, retryAfter: "0.01" }, {});
  await client({}, { maxRetries: 3 }).messages.create(ask);
  expect(await entries()).toMatchObject([{ attempt: 4 }]);
  provider.will({ status: 400 });
  await expect(client().messages.create(ask)).rejects.toMatchObject({ status: 400 });
  await expectBalanced();
});

test("no room: the provider is not asked, however often it would be tried again, and the error is Purser's own", async () => {
  await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: 1n });
  await expect(client().messages.create(ask)).rejects.toBeInstanceOf(BudgetExceededError);
  await expect(client().messages.stream(ask).finalText()).rejects.toThrow("does not fit the limit of agent a1");
  expect(provider.asked).toEqual([]);
  expect(await entries()).toEqual([]);
});

test("twenty at once, streamed and not: the sums are those that the provider gave", async () => {
  const anthropic = client();
  const used = (i: number) => ({
    input: 1_000 + i,
    cached: 10 * i,
    written: 7 * i,
    writtenHour: 3 * i,
    output: 10 + i,
    reasoning: i % 5,
  });
  provider.will(...Array.from({ length: 20 }, (_, i) => used(i)));
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      i % 2 ? anthropic.messages.create(ask) : anthropic.messages.stream(ask).finalMessage(),
    ),
  );
  await expectBalanced();
});

test("a cap stops a call while it runs: what the input came to is known, the output estimated", async () => {
  // Room for some 250 output tokens beside the input.
  await setCap(ctx, { scope: "organization", window: "month", limit: 5_000_000n });
  const pieces = Array.from({ length: 2_000 }, (_, i) => `piece number ${i} of a long answer `);
  provider.will({ pieces, gapMs: 1, input: 300, cached: 0, reasoning: 0 });
  const stream = client({ streamHoldTokens: 50 }).messages.stream({ ...ask, max_tokens: 50_000 });
  const error = await stream.finalText().catch((error: unknown) => error);
  expect(
    error instanceof Error && (error instanceof BudgetExceededError || error.cause instanceof BudgetExceededError),
  ).toBe(true);
  await vi.waitFor(() => expect(provider.abandoned()).toBe(1), { timeout: 30_000 });
  const [entry, ...others] = await entries();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ inputTokens: 300n, status: "error", tags: { estimated: true } });
  expect(entry?.outputTokens).toBeGreaterThan(100n);
  const { spent, reserved } = await counter(ctx, "organization", ctx.orgId);
  expect(reserved).toBe(0n);
  expect(spent).toBeLessThanOrEqual(5_500_000n);
  expect(await discrepancies(ctx)).toEqual([]);
});

test("an input larger than was held for is asked for as soon as it is counted", async () => {
  await setCap(ctx, { scope: "organization", window: "month", limit: 100_000_000n });
  provider.will({ input: 60_000, cached: 0 });
  await expect(client().messages.stream(ask).finalText()).rejects.toThrow("does not fit");
  expect(await entries()).toMatchObject([{ inputTokens: 60_000n, tags: { estimated: true } }]);
});
