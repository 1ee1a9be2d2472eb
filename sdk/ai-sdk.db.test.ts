import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, isStepCount, type LanguageModel, streamText, tool, wrapLanguageModel } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { expectGiven } from "../scripts/expect-given.ts";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { counter, discrepancies, setCap } from "../scripts/test-caps.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import { type TestProvider, testProvider } from "../scripts/test-provider.ts";
import type { Ctx } from "../server/context.ts";
import { prisma } from "../server/db.ts";
import { purserMiddleware } from "./ai-sdk.ts";
import type { MeterOptions } from "./metered-call.ts";
import { BudgetExceededError, createPurser, type Purser, type PurserError } from "./purser.ts";

let api: TestApi;
let provider: TestProvider;
let ctx: Ctx;
let purser: Purser;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  provider = await testProvider();
  ctx = await testOrganization();
  const onError = (error: PurserError) => void error;
  purser = createPurser({ url: api.url, key: await testKey(ctx, "ingest", "reserve"), flushIntervalMs: 20, onError });
  return async () => {
    await purser.close();
    await provider.close();
  };
});

const chat = () => createOpenAI({ apiKey: "sk-test", baseURL: provider.url }).chat("gpt-4.1");
const responses = () => createOpenAI({ apiKey: "sk-test", baseURL: provider.url }).responses("gpt-4.1");
const claude = () => createAnthropic({ apiKey: "sk-test", baseURL: provider.url })("claude-sonnet-4-20250514");

type Model = Parameters<typeof wrapLanguageModel>[0]["model"];
const metered = (model: Model, options: Partial<MeterOptions> = {}): LanguageModel =>
  wrapLanguageModel({ model, middleware: purserMiddleware({ purser, projectId: "web", agentId: "a1", ...options }) });
const entries = () =>
  prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId }, orderBy: { recordedAt: "asc" } });

const openaiRates = { input: 2_000, cached: 500, written: 0, writtenHour: 0, output: 8_000 };
const claudeRates = { input: 3_000, cached: 300, written: 3_750, writtenHour: 6_000, output: 15_000 };
const add = tool({
  description: "Adds",
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => a + b,
});

describe.each([
  ["OpenAI chat completions", chat, openaiRates, "openai"],
  ["OpenAI responses", responses, openaiRates, "openai"],
  ["Anthropic messages", claude, claudeRates, "anthropic"],
])("%s", (_, model, rates, name) => {
  test("generated and streamed, in a loop of tools: what the provider gave is what the ledger has", async () => {
    const written = name === "anthropic" ? { written: 200, writtenHour: 100 } : {};
    const call = { name: "add", arguments: { a: 1, b: 2 } };
    provider.will(
      { input: 1_200, cached: 700, output: 90, reasoning: 60, ...written },
      { tool: call, input: 800, ...written },
      { input: 400 },
      { tool: call, input: 500 },
      { input: 600, cached: 10 },
    );
    const ask = { model: metered(model(), { runId: "run-1" }), maxOutputTokens: 200 };
    expect((await generateText({ ...ask, prompt: "Say hello." })).text).toBe("Hello from the stub.");
    const loop = { ...ask, tools: { add }, stopWhen: isStepCount(5), prompt: "Add." };
    expect((await generateText(loop)).steps).toHaveLength(2);
    expect(await streamText(loop).text).toBe("Hello from the stub.");
    expect(provider.given).toHaveLength(5);
    await expectGiven(ctx, provider.given, rates);
    expect(await entries()).toMatchObject(Array(5).fill({ provider: name, runId: "run-1", status: "ok", attempt: 1 }));
  });

  test("a cap stops a streamed answer while it runs", async () => {
    // Room for some hundred output tokens.
    await setCap(ctx, {
      scope: "organization",
      window: "month",
      limit: BigInt(rates.output * 110 + rates.input * 150),
    });
    const pieces = Array.from({ length: 2_000 }, (_, i) => `piece number ${i} of a long answer `);
    provider.will({ pieces, gapMs: 1, input: 20, cached: 0 });
    const told: unknown[] = [];
    const { fullStream } = streamText({
      model: metered(model(), { streamHoldTokens: 40 }),
      prompt: "Say hello.",
      maxOutputTokens: 20_000,
      onError: ({ error }) => void told.push(error),
    });
    const parts = await Array.fromAsync(fullStream);
    expect(parts.some(({ type }) => type === "text-delta")).toBe(true);
    expect(parts.find((part) => part.type === "error")).toMatchObject({ error: expect.any(BudgetExceededError) });
    expect(told).toEqual([expect.any(BudgetExceededError)]);
    await vi.waitFor(() => expect(provider.abandoned()).toBe(1), { timeout: 30_000 });
    expect(await entries()).toMatchObject([{ status: "error", tags: { estimated: true } }]);
    expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
    expect(await discrepancies(ctx)).toEqual([]);
  });
});

test("429 before it answers: the attempt that was answered is recorded", async () => {
  provider.will({ status: 429, retryAfter: "0.01" }, {});
  await generateText({ model: metered(chat()), prompt: "Say hello." });
  expect(await entries()).toMatchObject([{ attempt: 2 }]);
  provider.will({ status: 400 });
  await expect(generateText({ model: metered(chat()), prompt: "Say hello." })).rejects.toThrow("stub 400");
  await expectGiven(ctx, provider.given, openaiRates);
});

test("no room: the provider is not asked, generated and streamed", async () => {
  await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: 1n });
  await expect(generateText({ model: metered(chat()), prompt: "Say hello." })).rejects.toBeInstanceOf(
    BudgetExceededError,
  );
  const told: unknown[] = [];
  const onError = ({ error }: { error: unknown }) => void told.push(error);
  await streamText({ model: metered(chat()), prompt: "Say hello.", onError }).consumeStream();
  expect(told).toEqual([expect.any(BudgetExceededError)]);
  expect(provider.asked).toEqual([]);
});

test("parallel calls, and one that its caller aborts: nothing stays held", async () => {
  const model = metered(chat());
  await Promise.all(Array.from({ length: 10 }, () => generateText({ model, prompt: "Say hello." })));
  await expectGiven(ctx, provider.given, openaiRates);
  provider.will({ pieces: Array.from({ length: 500 }, () => "some words "), gapMs: 5 });
  const giveUp = new AbortController();
  const [onAbort, onError] = [vi.fn(), vi.fn()];
  const ask = { model, prompt: "Say hello.", abortSignal: giveUp.signal, onAbort, onError };
  for await (const _ of streamText(ask).textStream) giveUp.abort();
  await vi.waitFor(async () => expect(await entries()).toHaveLength(11), { timeout: 30_000 });
  expect(onAbort).toHaveBeenCalled();
  expect(onError).not.toHaveBeenCalled();
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
  expect((await entries()).at(-1)).toMatchObject({ status: "error", tags: { estimated: true } });
});
