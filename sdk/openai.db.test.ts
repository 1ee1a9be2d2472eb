import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expectGiven } from "../scripts/expect-given.ts";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { counter, setCap } from "../scripts/test-caps.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import { type TestProvider, testProvider } from "../scripts/test-provider.ts";
import type { Ctx } from "../server/context.ts";
import { prisma } from "../server/db.ts";
import type { MeterOptions } from "./metered-call.ts";
import { wrapOpenAI } from "./openai.ts";
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
  wrapOpenAI(new OpenAI({ apiKey: "sk-test", baseURL: provider.url, ...more }), {
    purser,
    projectId: "web",
    agentId: "a1",
    ...options,
  });
const messages = [{ role: "user" as const, content: "Say hello." }];
const chat = { model: "gpt-4.1", messages, max_completion_tokens: 100 };
const entries = () =>
  prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId }, orderBy: { recordedAt: "asc" } });

/** gpt-4.1: $2 for input, $0.5 from cache, $8 for output, per million tokens. */
const rates = { input: 2_000, cached: 500, written: 0, writtenHour: 0, output: 8_000 };
const expectBalanced = async () => {
  await purser.flush();
  await expectGiven(ctx, provider.given, rates);
};

async function textOf(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    // As programs are written that never saw a chunk without choices.
    const [choice] = chunk.choices as [OpenAI.ChatCompletionChunk.Choice];
    text += choice.delta.content ?? "";
  }
  return text;
}

test("a chat completion: answered as without Purser, and recorded with everything its usage says", async () => {
  provider.will({ input: 1_200, cached: 1_000, output: 90, reasoning: 60, tier: "priority" });
  const openai = client({ runId: "run-1", agentType: "writer", sessionId: "s1", tags: { team: "blue" } });
  const { data, response } = await openai.chat.completions.create({ ...chat, reasoning_effort: "low" }).withResponse();
  expect(data.choices[0]?.message.content).toBe("Hello from the stub.");
  expect(response.status).toBe(200);
  await expectBalanced();
  expect(await entries()).toMatchObject([
    {
      ...{ provider: "openai", model: "gpt-4.1-2025-04-14", agentId: "a1", agentType: "writer", runId: "run-1" },
      ...{ sessionId: "s1", serviceTier: "priority", effort: "low", attempt: 1, status: "ok", tags: { team: "blue" } },
    },
  ]);
  expect(provider.asked[0]?.headers.authorization).toBe("Bearer sk-test");
  expect(told).toEqual([]);
});

test("streamed: the usage is asked for and kept back, unless it was asked for", async () => {
  const openai = client();
  expect(await textOf(await openai.chat.completions.create({ ...chat, stream: true }))).toBe("Hello from the stub.");
  const options = { ...chat, stream: true, stream_options: { include_usage: true } } as const;
  const chunks = await Array.fromAsync(await openai.chat.completions.create(options));
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 120 } });
  await expectBalanced();
});

test("responses, plain and streamed, their helpers, and embeddings", async () => {
  provider.will(
    { input: 300, output: 20 },
    { input: 400, cached: 100, output: 30 },
    {},
    {},
    {},
    { input: 50, cached: 0, output: 0, reasoning: 0 },
  );
  const openai = client();
  const asked = {
    model: "gpt-4.1",
    input: "Say hello.",
    max_output_tokens: 100,
    reasoning: { effort: "low" },
  } as const;
  expect((await openai.responses.create(asked)).output_text).toBe("Hello from the stub.");
  let text = "";
  for await (const event of await openai.responses.create({ ...asked, stream: true })) {
    if (event.type === "response.output_text.delta") text += event.delta;
  }
  expect(text).toBe("Hello from the stub.");
  expect((await openai.responses.stream(asked).finalResponse()).output_text).toBe("Hello from the stub.");
  expect((await openai.chat.completions.parse(chat)).choices[0]?.message.content).toBe("Hello from the stub.");
  expect(await openai.chat.completions.stream(chat).finalContent()).toBe("Hello from the stub.");
  await openai.embeddings.create({ model: "gpt-4.1", input: "text", encoding_format: "float" });
  await expectBalanced();
  expect((await entries()).map(({ effort }) => effort)).toEqual(["low", "low", "low", null, null, null]);
});

test("a loop of tools: each step is a call", async () => {
  const tool = { name: "add", arguments: { a: 1, b: 2 } };
  provider.will({ tool, input: 100 }, { tool, input: 200 }, { input: 300 });
  const runner = client().chat.completions.runTools({
    ...chat,
    tools: [
      {
        type: "function",
        function: {
          name: "add",
          description: "Adds",
          parameters: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } },
          parse: JSON.parse,
          function: ({ a, b }: { a: number; b: number }) => String(a + b),
        },
      },
    ],
  });
  expect(await runner.finalContent()).toBe("Hello from the stub.");
  expect(provider.given).toHaveLength(3);
  await expectBalanced();
});

test("429, 500 and a broken line before it answers: one entry, by the attempt that was answered; nothing stays held", async () => {
  provider.will({ status: 429, retryAfter: "0.01" }, { breakAfter: 0 }, {});
  await client({}, { maxRetries: 3 }).chat.completions.create(chat);
  expect(provider.asked).toHaveLength(3);
  expect(await entries()).toMatchObject([{ attempt: 3 }]);
  provider.will({ status: 500 }, { status: 400 });
  const once = client({}, { maxRetries: 0 });
  await expect(once.chat.completions.create(chat)).rejects.toMatchObject({ status: 500 });
  await expect(once.chat.completions.create(chat)).rejects.toMatchObject({ status: 400 });
  await expectBalanced();
});

test("thirty at once, streamed and not: the sums are those that the provider gave", async () => {
  const openai = client();
  provider.will(
    ...Array.from({ length: 30 }, (_, i) => ({ input: 100 + i, cached: i, output: 10 + i, reasoning: i % 7 })),
  );
  await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      if (i % 2) await openai.chat.completions.create(chat);
      else await textOf(await openai.chat.completions.create({ ...chat, stream: true }));
    }),
  );
  await expectBalanced();
});

test("no room: the provider is not asked, and the error is Purser's own", async () => {
  await setCap(ctx, { scope: "agent", scopeId: "a1", window: "day", limit: 1n });
  const refused = client().chat.completions.create(chat);
  await expect(refused).rejects.toBeInstanceOf(BudgetExceededError);
  await expect(client().responses.create({ model: "gpt-4.1", input: "x", stream: true })).rejects.toMatchObject({
    code: "budget_exceeded",
    budgets: [{ scope: "agent", scopeId: "a1" }],
  });
  expect(provider.asked).toEqual([]);
  // Only reported, it is asked no cap.
  await client({ reserve: false }).chat.completions.create(chat);
  await expectBalanced();
});

test("aborted before it is sent, and an answer without usage: nothing is held, nothing is recorded, the latter is told", async () => {
  const openai = client();
  await expect(openai.chat.completions.create(chat, { signal: AbortSignal.abort() })).rejects.toThrow();
  provider.will({ silent: true });
  await openai.chat.completions.create(chat);
  expect(told.map(({ code }) => code)).toEqual(["usage_unknown"]);
  expect(await entries()).toEqual([]);
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
});

test("the given client stays as it is; wrapped again, or derived from, a client meters once", async () => {
  const own = new OpenAI({ apiKey: "sk-test", baseURL: provider.url });
  const options = { purser, projectId: "web", agentId: "a1" };
  const wrapped = wrapOpenAI(own, options);
  await own.chat.completions.create(chat);
  expect(await entries()).toEqual([]);
  await wrapOpenAI(wrapped, { ...options, agentId: "a2" }).chat.completions.create(chat);
  await wrapped.withOptions({ timeout: 9_000 }).chat.completions.create(chat);
  expect((await entries()).map(({ agentId }) => agentId)).toEqual(["a2", "a1"]);
});
