import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { discrepancies } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { hex, spansRequest, start, type TestSpan, type Values } from "#scripts/test-spans.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";

let api: TestApi;
let ctx: Ctx;
let key: string;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ctx = await testOrganization({ projects: ["web", "shop"] });
  key = await testKey(ctx, "ingest");
});

const send = (body: object | string, headers: Record<string, string> = { "x-purser-project": "web" }) =>
  api.call("/otel/v1/traces", {
    key,
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const entries = () => prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId }, orderBy: { id: "asc" } });
const inputs = async () => (await entries()).map(({ inputTokens }) => Number(inputTokens)).sort((a, b) => a - b);
const chat = (input: number, more: Values = {}): Values => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4.1",
  "gen_ai.response.model": "gpt-4.1-2025-04-14",
  "gen_ai.usage.input_tokens": input,
  "gen_ai.usage.output_tokens": 10,
  ...more,
});

test("a call with everything its span says; sent again, however it is grouped, it counts once", async () => {
  const call = {
    id: "c1",
    parent: "agent",
    values: chat(1_200, {
      "gen_ai.usage.cache_read.input_tokens": 1_000,
      "gen_ai.usage.output_tokens": 90,
      "gen_ai.usage.reasoning.output_tokens": 60,
      "gen_ai.conversation.id": "conv 1",
      "openai.response.service_tier": "priority",
      "purser.agent.type": "writer",
    }),
  };
  const agent = {
    id: "agent",
    values: {
      ...{ "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "Trip Planner" },
      ...{ "gen_ai.usage.input_tokens": 1_200, "gen_ai.usage.output_tokens": 90, "gen_ai.workflow.name": "booking" },
    },
  };
  expect(await send(spansRequest([call, agent]))).toMatchObject({ status: 200, body: {} });
  expect(await entries()).toMatchObject([
    {
      id: `otel:${hex("t1", 32)}:${hex("c1", 16)}`,
      occurredAt: new Date(start + 1_000),
      ...{ projectId: "web", agentId: "Trip-Planner", agentType: "writer", runId: hex("t1", 32), sessionId: "conv-1" },
      ...{ provider: "openai", model: "gpt-4.1-2025-04-14", serviceTier: "priority", status: "ok" },
      ...{ inputTokens: 1_200n, cachedInputTokens: 1_000n, outputTokens: 90n, reasoningTokens: 60n },
      // $2 for input, $0.5 from cache, $8 for output, per million tokens.
      costNanos: 200n * 2_000n + 1_000n * 500n + 90n * 8_000n,
    },
  ]);
  expect(await prisma().pipelineRun.findMany({ where: { orgId: ctx.orgId } })).toMatchObject([
    { id: hex("t1", 32), trigger: "booking", calls: 1, jobCount: 1 },
  ]);
  expect(await send(spansRequest([call, agent]))).toMatchObject({ status: 200, body: {} });
  expect(await send(spansRequest([call]))).toMatchObject({ status: 200, body: {} });
  expect(await entries()).toHaveLength(1);
  expect(await discrepancies(ctx)).toEqual([]);
});

describe("of spans within each other, only one counts, in whatever order and however many requests they come", () => {
  const agent = { id: "agent", values: chat(30, { "gen_ai.operation.name": "invoke_agent" }) };
  const unclear = { id: "sum", values: { "gen_ai.request.model": "gpt-4.1", "gen_ai.usage.input_tokens": 30 } };
  const tool = { id: "tool", parent: "outer", values: { "gen_ai.operation.name": "execute_tool" } };
  const http = { id: "http", parent: "outer", values: { "http.request.method": "POST" } };
  const outer = { id: "outer", values: chat(7) };
  const within = (parent: string, id: string, input: number) => ({ id, parent, values: chat(input) });
  test.each<[string, TestSpan[][], number[]]>([
    ["an agent over two calls", [[within("agent", "a", 10), within("agent", "b", 20), agent]], [10, 20]],
    ["the agent later", [[within("agent", "a", 10)], [within("agent", "b", 20)], [agent]], [10, 20]],
    ["the agent first", [[agent], [within("agent", "a", 10), within("agent", "b", 20)]], [10, 20]],
    ["a sum of unknown kind", [[within("sum", "a", 10), within("sum", "b", 20), unclear]], [10, 20]],
    ["the sum later", [[within("sum", "a", 10)], [within("sum", "b", 20)], [unclear]], [10, 20]],
    ["the sum first", [[unclear], [within("sum", "a", 10), within("sum", "b", 20)], [unclear]], [30]],
    ["no one within it", [[unclear]], [30]],
    ["a framework over a client", [[outer, within("outer", "a", 7)]], [7]],
    ["the framework later", [[within("outer", "a", 7)], [outer], [outer]], [7]],
    ["the framework first", [[outer], [within("outer", "a", 7)], [outer]], [7]],
    ["with a request between", [[within("http", "a", 7), http], [outer]], [7]],
    ["which comes with the framework", [[within("http", "a", 7)], [http, outer]], [7]],
    ["through a tool it is another call", [[within("tool", "a", 5), tool], [outer]], [5, 7]],
    ["which comes with the framework", [[within("tool", "a", 5)], [outer, tool]], [5, 7]],
    ["and the other way round", [[outer], [within("tool", "a", 5), tool]], [5, 7]],
  ])("%s", async (_, requests, expected) => {
    for (const spans of requests) expect(await send(spansRequest(spans))).toMatchObject({ status: 200, body: {} });
    expect(await inputs()).toEqual(expected);
  });
});

test("the project: of the span before the resource before the header; the agent falls back to the service", async () => {
  const call = (id: string, more: Values = {}) => ({ id, values: chat(1, more) });
  await send(spansRequest([call("a", { "purser.project.id": "web" })], { "purser.project.id": "shop" }));
  await send(spansRequest([call("b")], { "purser.project.id": "shop" }));
  await send(spansRequest([call("c")], { "purser.agent.id": "triage", "purser.agent.type": "support" }));
  const found = await entries();
  expect(found.map(({ projectId, agentId, agentType }) => [projectId, agentId, agentType])).toEqual([
    ["web", "checkout", "other"],
    ["shop", "checkout", "other"],
    ["web", "triage", "support"],
  ]);
});

test("no project, or one that does not exist: 400 that says where to name it, and nothing is recorded", async () => {
  const { status, body } = await send(spansRequest([{ id: "a", values: chat(1) }]), {});
  expect({ status, code: body.code }).toEqual({ status: 400, code: 3 });
  expect(body.message).toContain("X-Purser-Project");
  // The variable that the README sets: the other one would be for logs and metrics too.
  expect(body.message).toContain("OTEL_EXPORTER_OTLP_TRACES_HEADERS");
  const unknown = await send(spansRequest([{ id: "a", values: chat(1) }]), { "x-purser-project": "nope" });
  expect(unknown).toMatchObject({ status: 400, body: { message: expect.stringContaining('no project "nope"') } });
  expect(await entries()).toEqual([]);
  // Spans of something else need no project.
  expect(await send(spansRequest([{ id: "h", values: { "http.route": "/" } }]), {})).toMatchObject({
    status: 200,
    body: {},
  });
});

test("calls that cannot be recorded are counted with their reasons; the others are recorded; failed calls are errors", async () => {
  const { "gen_ai.usage.input_tokens": _, "gen_ai.usage.output_tokens": __, ...silent } = chat(1);
  const { "gen_ai.request.model": ___, "gen_ai.response.model": ____, ...nameless } = chat(1);
  const answer = await send(
    spansRequest([
      { id: "good", values: chat(5) },
      { id: "silent", values: silent },
      { id: "nameless", values: nameless },
      { id: "lost", values: chat(1, { "purser.project.id": "nope" }) },
      { id: "failed", failed: true, values: silent },
      { id: "early", at: -Date.UTC(2020), values: chat(1) },
    ]),
  );
  expect(answer).toMatchObject({ status: 200, body: { partialSuccess: { rejectedSpans: "4" } } });
  for (const words of ["token counts", "names no model", 'no project "nope"', "before 2015", hex("silent", 16)]) {
    expect(answer.body.partialSuccess.errorMessage).toContain(words);
  }
  expect((await entries()).map(({ inputTokens, status }) => [inputTokens, status])).toEqual([
    [5n, "ok"],
    [0n, "error"],
  ]);
});

test("what is odd beside a charge is no reason to refuse it: values of no kind, a tier that is too long, numbers as numbers", async () => {
  const body = spansRequest([{ id: "a", values: chat(3, { "openai.response.service_tier": "x".repeat(100) }) }]);
  const odd = {
    attributes: [
      { key: "a", value: { intValue: 2 ** 63 } },
      { key: "b", value: { arrayValue: { values: [{ stringValue: "x" }] } } },
      { key: "c", value: null },
      { key: "gen_ai.usage.output_tokens", value: { intValue: 12 } },
    ],
  };
  for (const span of body.resourceSpans[0]?.scopeSpans[0]?.spans ?? []) {
    Object.assign(span, { attributes: [...span.attributes, ...odd.attributes] });
  }
  expect(await send(body)).toMatchObject({ status: 200, body: {} });
  expect(await entries()).toMatchObject([{ outputTokens: 12n, serviceTier: "x".repeat(64) }]);
});

test("a framework's call and its client's, sent at the same moment, count once", async () => {
  const spans = Array.from({ length: 10 }, (_, i) => [
    { id: `in${i}`, parent: `out${i}`, trace: `t${i}`, values: chat(7) },
    { id: `out${i}`, trace: `t${i}`, values: chat(7) },
  ]).flat();
  await Promise.all(spans.map((span) => send(spansRequest([span]))));
  expect(await inputs()).toEqual(Array(10).fill(7));
});

test("ids that are none, and a request that holds nothing", async () => {
  const body = spansRequest([{ id: "a", values: chat(1) }]);
  const [resource] = body.resourceSpans;
  for (const span of resource?.scopeSpans[0]?.spans ?? []) span.traceId = "00000000000000000000000000000000";
  expect(await send(body)).toMatchObject({ status: 200, body: { partialSuccess: { rejectedSpans: "1" } } });
  expect(await send({})).toMatchObject({ status: 200, body: {} });
  const empty = await send("", { "content-type": "application/x-protobuf" }).catch((error) => error);
  expect(empty).toMatchObject({ status: 200, text: "" });
});

describe("refused as OTLP says, in the encoding of the request", () => {
  const big = JSON.stringify({ ...spansRequest([]), padding: "x".repeat(10_500_000) });
  test.each<[string, number, number, BodyInit, Record<string, string>, string]>([
    ["truncated JSON", 400, 3, '{"resourceSpans":[', {}, "not valid JSON"],
    ["a wrong shape", 400, 3, '{"resourceSpans":7}', {}, "resourceSpans: must be a list"],
    ["no key", 401, 16, "{}", { authorization: "" }, "Authorization"],
    ["text", 415, 3, "x", { "content-type": "text/plain" }, "application/x-protobuf"],
    ["Brotli", 415, 3, "x", { "content-encoding": "br" }, "gzip"],
    ["too much", 413, 8, big, {}, "10 MB"],
    ["too much, unzipped", 413, 8, gzipSync(big), { "content-encoding": "gzip" }, "10 MB"],
  ])("%s: %i", async (_, status, code, body, headers, words) => {
    const answer = await api.call("/otel/v1/traces", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.body).toEqual({ code, message: expect.stringContaining(words) });
  });

  test("a key without the scope: 403; protobuf that is none, as protobuf: 400", async () => {
    const reader = await testKey(ctx, "read");
    const refused = await api.call("/otel/v1/traces", {
      ...{ key: reader, method: "POST", body: "{}" },
      headers: { "content-type": "application/json" },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 7 } });
    const response = await fetch(`${api.url}/api/otel/v1/traces`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-protobuf" },
      body: new Uint8Array([10, 200, 1, 2, 3]),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/x-protobuf");
    const bytes = Buffer.from(await response.arrayBuffer());
    // google.rpc.Status: code (field 1) INVALID_ARGUMENT, then the message (field 2).
    expect([...bytes.subarray(0, 3)]).toEqual([0x08, 3, 0x12]);
    expect(bytes.toString()).toContain("not a whole OTLP trace request");
  });
});
