import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { expectGiven } from "../scripts/expect-given.ts";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { counter, discrepancies, dollar, setCap } from "../scripts/test-caps.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import { type TestProvider, testProvider } from "../scripts/test-provider.ts";
import type { Ctx } from "../server/context.ts";
import { prisma } from "../server/db.ts";
import { expireReservations } from "../server/enforcement/expire.ts";
import type { MeterOptions } from "./metered-call.ts";
import { wrapOpenAI } from "./openai.ts";
import { BudgetExceededError, createPurser, type Purser, type PurserError, PurserUnavailableError } from "./purser.ts";

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

test("a streamed answer that reaches its hold asks for more, and goes on while there is room", async () => {
  await setCap(ctx, { scope: "organization", window: "month", limit: dollar });
  const pieces = Array.from({ length: 40 }, (_, i) => `piece number ${i} `);
  provider.will({ pieces, output: 200 });
  const stream = await client({ streamHoldTokens: 50 }).chat.completions.create({
    ...chat,
    max_completion_tokens: 10_000,
    stream: true,
  });
  expect(await textOf(stream)).toBe(pieces.join(""));
  const { extensions } = await prisma().reservation.findFirstOrThrow({ where: { orgId: ctx.orgId } });
  expect(Object.keys(extensions as object).length).toBeGreaterThan(2);
  await expectBalanced();
});

test("a cap stops a call while it runs: the connection is closed, what was written is recorded as estimated", async () => {
  // Room for some 250 output tokens.
  await setCap(ctx, { scope: "organization", window: "month", limit: 2_000_000n });
  const pieces = Array.from({ length: 2_000 }, (_, i) => `piece number ${i} of a long answer `);
  provider.will({ pieces, gapMs: 1 });
  const stream = await client({ streamHoldTokens: 50 }).chat.completions.create({
    model: "gpt-4.1",
    messages,
    stream: true,
  });
  const read = textOf(stream);
  await expect(read).rejects.toBeInstanceOf(BudgetExceededError);
  await vi.waitFor(() => expect(provider.abandoned()).toBe(1), { timeout: 30_000 });
  const [entry, ...others] = await entries();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ status: "error", tags: { estimated: true } });
  expect(entry?.outputTokens).toBeGreaterThan(100n);
  expect(entry?.outputTokens).toBeLessThan(300n);
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
  expect(await discrepancies(ctx)).toEqual([]);
});

test("Purser away when a streamed answer asks for more: it goes on under `open`, ends under `closed`", async () => {
  const key = await testKey(ctx, "ingest", "reserve");
  const away: typeof fetch = (url, init) =>
    String(url).includes("/extend") ? Promise.reject(new TypeError("fetch failed")) : fetch(url, init);
  const own = createPurser({ url: api.url, key, fetch: away, onError: (error) => void told.push(error) });
  const pieces = Array.from({ length: 30 }, (_, i) => `piece number ${i} `);
  const ask = { ...chat, max_completion_tokens: 10_000, stream: true } as const;
  provider.will({ pieces, output: 150 });
  const options = { purser: own, streamHoldTokens: 50 };
  expect(await textOf(await client({ ...options, failurePolicy: "open" }).chat.completions.create(ask))).toBe(
    pieces.join(""),
  );
  expect(told.every(({ code }) => code === "unavailable")).toBe(true);
  await expectBalanced();
  provider.will({ pieces, gapMs: 2 });
  await expect(textOf(await client(options).chat.completions.create(ask))).rejects.toBeInstanceOf(
    PurserUnavailableError,
  );
  await own.close();
});

test("a hold that expires in the middle of a long answer is held anew", async () => {
  const pieces = Array.from({ length: 40 }, (_, i) => `piece number ${i} `);
  provider.will({ pieces, gapMs: 5, output: 200 });
  const ask = { ...chat, max_completion_tokens: 10_000, stream: true } as const;
  const stream = await client({ streamHoldTokens: 50 }).chat.completions.create(ask);
  await expireReservations(new Date(Date.now() + 3_600_000));
  expect(await textOf(stream)).toBe(pieces.join(""));
  expect(
    await prisma().reservation.findMany({ where: { orgId: ctx.orgId }, orderBy: { createdAt: "asc" } }),
  ).toMatchObject([{ status: "expired" }, { status: "settled" }]);
  await expectBalanced();
});

test("an agent that gives an answer up and ends at once has it recorded", async () => {
  provider.will({ pieces: Array.from({ length: 300 }, () => "some words "), gapMs: 5 });
  for await (const chunk of await client().chat.completions.create({ ...chat, stream: true })) {
    if (chunk.choices[0]?.delta.content) break;
  }
  expect(await purser.close()).toBe(true);
  expect(purser.stats()).toMatchObject({ accepted: 1, dropped: 0 });
  expect(await entries()).toHaveLength(1);
});

test("an answer given up in the middle, and one that breaks off: what was written is recorded as estimated, nothing is held", async () => {
  const pieces = Array.from({ length: 300 }, () => "some words ");
  provider.will({ pieces, gapMs: 5 }, { pieces, gapMs: 5 }, { pieces, breakAfter: 20 });
  const openai = client();
  for await (const chunk of await openai.chat.completions.create({ ...chat, stream: true })) {
    if (chunk.choices[0]?.delta.content) break;
  }
  const giveUp = new AbortController();
  const aborted = await openai.chat.completions.create({ ...chat, stream: true }, { signal: giveUp.signal });
  for await (const chunk of aborted) if (chunk.choices[0]?.delta.content) giveUp.abort();
  await expect(textOf(await openai.chat.completions.create({ ...chat, stream: true }))).rejects.toThrow();
  await vi.waitFor(async () => expect(await entries()).toHaveLength(3), { timeout: 30_000 });
  expect(await entries()).toMatchObject(Array(3).fill({ status: "error", tags: { estimated: true } }));
  await vi.waitFor(() => expect(provider.abandoned()).toBe(2), { timeout: 30_000 });
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
  expect(await discrepancies(ctx)).toEqual([]);
});
