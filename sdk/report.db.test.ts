import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { discrepancies } from "../scripts/test-caps.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import { closeMonth } from "../server/books/close-month.ts";
import type { Ctx } from "../server/context.ts";
import { prisma } from "../server/db.ts";
import { addMonths, monthKey } from "../server/time/window.ts";
import { createPurser, type PurserError, type PurserOptions } from "./purser.ts";

let api: TestApi;
let ctx: Ctx;
let key: string;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const call = {
  projectId: "web",
  agentId: "a1",
  provider: "openai",
  model: "gpt-4.1",
  inputTokens: 10,
  outputTokens: 5,
};

/** A client for an organisation of its own, and what it is told. */
async function client(options: Partial<PurserOptions> = {}) {
  ctx = await testOrganization();
  key = await testKey(ctx, "ingest");
  const told: PurserError[] = [];
  const onError = (error: PurserError) => void told.push(error);
  const purser = createPurser({ url: api.url, key, flushIntervalMs: 20, onError, ...options });
  return { purser, told };
}
const recorded = () => prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId }, orderBy: { id: "asc" } });

/** Passes requests on to Purser, unless `answer` answers in its place or breaks the line after it did. */
async function between(
  answer: (n: number, body: string) => { status: number; headers?: object } | "break" | "lose" | null,
) {
  const requests: { at: number; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    requests.push({ at: Date.now(), body });
    const instead = answer(requests.length, body);
    if (instead === "break") return void request.socket.destroy();
    if (instead && instead !== "lose") return void response.writeHead(instead.status, { ...instead.headers }).end("{}");
    const { authorization = "" } = request.headers;
    const headers = { authorization, "content-type": "application/json" };
    const passed = await fetch(`${api.url}${request.url}`, { method: "POST", headers, body });
    if (instead === "lose") return void request.socket.destroy();
    response.writeHead(passed.status, { "content-type": "application/json" }).end(await passed.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, close: () => server.closeAllConnections() ?? server.close() };
}

test("events are batched, each recorded once, at the time of the call and not of the request", async () => {
  const { purser, told } = await client({ maxBatchSize: 100 });
  const before = Date.now();
  for (let i = 0; i < 249; i++) purser.report(call);
  const twice = { ...call, id: "twice", occurredAt: new Date(before).toISOString() };
  purser.report(twice);
  purser.report(twice);
  expect(await purser.flush()).toBe(true);
  expect(purser.stats()).toMatchObject({ queued: 0, accepted: 250, duplicates: 1, rejected: 0, dropped: 0 });
  const entries = await recorded();
  expect(entries).toHaveLength(250);
  expect(Math.max(...entries.map(({ occurredAt }) => occurredAt.getTime()))).toBeLessThanOrEqual(Date.now());
  expect(Math.min(...entries.map(({ occurredAt }) => occurredAt.getTime()))).toBeGreaterThanOrEqual(before);
  expect(told).toEqual([]);
  expect(await discrepancies(ctx)).toEqual([]);
  await purser.close();
});

test("an answer that is lost, a line that breaks, 503 and 429: sent again until it is recorded, once", async () => {
  const troubled = await between((n) => {
    if (n === 1) return "lose"; // recorded, and the client does not hear of it
    if (n === 2) return "break";
    if (n === 3) return { status: 503 };
    if (n === 4) return { status: 429, headers: { "retry-after": "1" } };
    return null;
  });
  const { purser, told } = await client({ url: troubled.url });
  for (let i = 0; i < 30; i++) purser.report(call);
  expect(await purser.flush({ timeoutMs: 30_000 })).toBe(true);
  expect(purser.stats()).toEqual({ queued: 0, accepted: 0, duplicates: 30, rejected: 0, dropped: 0, corrections: 0 });
  expect(await recorded()).toHaveLength(30);
  const [, , , limited, after] = troubled.requests;
  expect(Number(after?.at) - Number(limited?.at)).toBeGreaterThanOrEqual(995);
  expect(new Set(troubled.requests.map(({ body }) => body)).size).toBe(1);
  expect(told.map(({ code }) => code)).toEqual(["unavailable"]);
  await purser.close();
  troubled.close();
});

test("what Purser refuses is told with its reason, and what is good around it is recorded", async () => {
  const { purser, told } = await client();
  purser.report({ ...call, id: "good" });
  purser.report({ ...call, id: "elsewhere", projectId: "nowhere" });
  purser.report({ ...call, id: "negative", inputTokens: -1 });
  expect(await purser.flush()).toBe(true);
  expect(purser.stats()).toMatchObject({ accepted: 1, rejected: 2 });
  expect(told.map(({ code }) => code)).toEqual(["unknown_project", "validation_failed"]);
  expect(told[0]?.message).toContain('there is no project "nowhere"');
  await purser.close();
});

test("calls of a closed month are counted as corrections of a later one", async () => {
  const { purser, told } = await client();
  const day = (month: string) => ({ ...call, occurredAt: `${month}-14T12:00:00Z` });
  const last = addMonths(monthKey(new Date()), -1);
  purser.report(day(last));
  await purser.flush();
  await closeMonth({ ctx, input: { month: last } });
  for (const month of [last, last, addMonths(last, -1)]) purser.report(day(month));
  purser.report(call);
  expect(await purser.flush()).toBe(true);
  expect(purser.stats()).toMatchObject({ accepted: 5, corrections: 3 });
  expect(told).toEqual([]);
  await purser.close();
});

test("one batch that is too large is sent in halves; an event too large alone is dropped", async () => {
  const narrow = await between((_, body) => (body.length > 2_000 ? { status: 413 } : null));
  const { purser } = await client({ url: narrow.url });
  for (let i = 0; i < 40; i++) purser.report({ ...call, id: `e${i}` });
  purser.report({ ...call, id: "large", tags: { text: "x".repeat(2_000) } });
  purser.report({ ...call, id: "last" });
  expect(await purser.flush()).toBe(true);
  expect(purser.stats()).toEqual({ queued: 0, accepted: 41, duplicates: 0, rejected: 0, dropped: 1, corrections: 0 });
  await purser.close();
  narrow.close();
});

test("memory is bounded: what comes beyond it is dropped, counted and announced once", async () => {
  const { purser, told } = await client({ url: "http://127.0.0.1:1", maxQueueSize: 10_000 });
  for (let i = 0; i < 500; i++) purser.report(call);
  const { queued, dropped } = purser.stats();
  expect(queued + dropped).toBe(500);
  expect(queued).toBeLessThan(60);
  expect(told.filter(({ code }) => code === "events_dropped")).toHaveLength(1);
  expect(await purser.close({ timeoutMs: 300 })).toBe(false);
  expect(purser.stats()).toMatchObject({ queued: 0, dropped: 500 });
});

test("nothing is thrown into the agent, whatever is reported, and whatever hears of errors", async () => {
  const { purser } = await client({
    onError: () => {
      throw new Error("the program's own");
    },
  });
  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  const broken = [undefined, null, 7, { ...call, tags: circle }, { ...call, inputTokens: 10n }, {}];
  for (const event of broken) expect(() => purser.report(event as never)).not.toThrow();
  purser.report(call);
  expect(await purser.close()).toBe(true);
  expect(() => purser.report(call)).not.toThrow();
  expect(purser.stats()).toMatchObject({ accepted: 1, queued: 0 });
});

test("a wrong key is told, and waited out until it is right", async () => {
  let right = false;
  const guarded = await between(() => (right ? null : { status: 401 }));
  const { purser, told } = await client({ url: guarded.url });
  purser.report(call);
  expect(await purser.flush({ timeoutMs: 300 })).toBe(false);
  expect(told[0]).toMatchObject({ status: 401 });
  right = true;
  expect(await purser.flush()).toBe(true);
  expect(await recorded()).toHaveLength(1);
  await purser.close();
  guarded.close();
});

test("a wrong address or an empty key is said at once", () => {
  expect(() => createPurser({ url: "localhost:3000", key: "pk" })).toThrow("url is the address of Purser");
  expect(() => createPurser({ url: api.url, key: "" })).toThrow("key is an API key");
});
