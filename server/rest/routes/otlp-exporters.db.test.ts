import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { LegacyOpenTelemetry, OpenTelemetry } from "@ai-sdk/otel";
import { context, DiagLogLevel, diag, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { detectResources, envDetector } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { embed, generateText, isStepCount, streamText, type Telemetry, tool } from "ai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { expectGiven } from "#scripts/expect-given.ts";
import { type TestApi, testApi, testKey } from "#scripts/test-api.ts";
import { discrepancies } from "#scripts/test-caps.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestProvider, testProvider } from "#scripts/test-provider.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";

/*
 * The real OpenTelemetry SDK, its exporters and the real AI SDK, set up by environment variables only, against the real API. The
 * model is a stub that speaks the wire formats of OpenAI and Anthropic.
 */

let api: TestApi;
let ctx: Ctx;
let stub: TestProvider;
let told: string[];
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  ctx = await testOrganization();
  stub = await testProvider();
  told = [];
  const tell = (...words: unknown[]) => void told.push(words.map((word) => JSON.stringify(word)).join(" "));
  diag.setLogger({ verbose() {}, debug() {}, info() {}, warn: tell, error: tell }, { logLevel: DiagLogLevel.WARN });
  vi.stubEnv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", `${api.url}/api/otel/v1/traces`);
  vi.stubEnv(
    "OTEL_EXPORTER_OTLP_HEADERS",
    `Authorization=Bearer%20${await testKey(ctx, "ingest")},X-Purser-Project=web`,
  );
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "service.name=checkout,purser.agent.type=support");
});
afterEach(async () => {
  diag.disable();
  vi.unstubAllEnvs();
  await stub.close();
});

const exporters = { "http/json": JsonExporter, "http/protobuf": ProtobufExporter } as const;
type Protocol = keyof typeof exporters;
const providerOf = (protocol: Protocol, oneByOne = false) => {
  const exporter = new exporters[protocol]();
  return new NodeTracerProvider({
    resource: detectResources({ detectors: [envDetector] }),
    spanProcessors: [oneByOne ? new SimpleSpanProcessor(exporter) : new BatchSpanProcessor(exporter)],
  });
};
const entries = () =>
  prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId }, orderBy: [{ inputTokens: "asc" }] });

describe.each<[Protocol, string]>([
  ["http/json", "none"],
  ["http/json", "gzip"],
  ["http/protobuf", "none"],
  ["http/protobuf", "gzip"],
])("the OpenTelemetry SDK by %s, compression %s", (protocol, compression) => {
  test("an agent with calls, one of them failed; what is refused is told to the exporter", async () => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", compression);
    const provider = providerOf(protocol);
    const tracer = provider.getTracer("test");
    const agent = tracer.startSpan("invoke_agent planner", {
      attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.id": "planner" },
    });
    const inside = trace.setSpan(context.active(), agent);
    const chat = (attributes: Record<string, string | number>) =>
      tracer.startSpan(
        "chat",
        { kind: SpanKind.CLIENT, attributes: { "gen_ai.operation.name": "chat", ...attributes } },
        inside,
      );
    const claude = { "gen_ai.provider.name": "anthropic", "gen_ai.response.model": "claude-sonnet-4-20250514" };
    chat({
      ...claude,
      ...{ "gen_ai.usage.input_tokens": 5_000_000_000, "gen_ai.usage.output_tokens": 90 },
      ...{ "gen_ai.usage.cache_read.input_tokens": 4_000, "gen_ai.usage.cache_creation.input_tokens": 300 },
      "gen_ai.conversation.id": "größe-1",
    }).end();
    const failed = chat({ ...claude, "error.type": "429" });
    failed.setStatus({ code: SpanStatusCode.ERROR, message: "rate limited" });
    failed.end();
    chat({ ...claude, "gen_ai.usage.output_tokens": -1 }).end();
    agent.end();
    await provider.forceFlush();

    expect(await entries()).toMatchObject([
      { status: "error", inputTokens: 0n, costNanos: 0n, agentId: "planner" },
      {
        ...{ status: "ok", agentId: "planner", agentType: "support", sessionId: "größe-1", provider: "anthropic" },
        ...{ inputTokens: 5_000_000_000n, cachedInputTokens: 4_000n, cacheWriteTokens: 300n, outputTokens: 90n },
        runId: agent.spanContext().traceId,
        costNanos: 4_999_995_700n * 3_000n + 4_000n * 300n + 300n * 3_750n + 90n * 15_000n,
      },
    ]);
    expect(told.join()).toContain("outputTokens: must be 0 or more");
    expect(await discrepancies(ctx)).toEqual([]);
    await provider.shutdown();
  });
});

const add = tool({
  description: "Adds",
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => a + b,
});
const models = {
  chat: () => createOpenAI({ apiKey: "sk-test", baseURL: stub.url }).chat("gpt-4.1"),
  responses: () => createOpenAI({ apiKey: "sk-test", baseURL: stub.url }).responses("gpt-4.1"),
  messages: () => createAnthropic({ apiKey: "sk-test", baseURL: stub.url })("claude-sonnet-4-20250514"),
};
const openaiRates = { input: 2_000, cached: 500, written: 0, writtenHour: 0, output: 8_000 };
const claudeRates = { input: 3_000, cached: 300, written: 3_750, writtenHour: 6_000, output: 15_000 };

describe.each([
  ["OpenAI chat completions", "chat", "GenAI conventions", "http/protobuf", true],
  ["OpenAI responses", "responses", "its own attributes", "http/json", true],
  ["Anthropic messages", "messages", "GenAI conventions", "http/json", false],
  ["Anthropic messages", "messages", "its own attributes", "http/protobuf", false],
] as const)("the AI SDK, %s (%s), by %s, %s, one span a request: %s", (_, name, words, protocol, oneByOne) => {
  test("generated, streamed and embedded, in loops of tools: the ledger has what the provider gave", async () => {
    const provider = providerOf(protocol, oneByOne);
    const tracer = provider.getTracer("ai");
    const integrations: Telemetry =
      words === "GenAI conventions"
        ? new OpenTelemetry({ tracer, runtimeContext: true })
        : new LegacyOpenTelemetry({ tracer });
    const experimental_telemetry = { isEnabled: true, functionId: "triage", integrations };
    const about = {
      runtimeContext: { sessionId: "s-1" },
      experimental_telemetry: { ...experimental_telemetry, includeRuntimeContext: { sessionId: true } },
    };
    const anthropic = name === "messages";
    const written = {
      written: anthropic ? 200 : 0,
      writtenHour: anthropic && words === "its own attributes" ? 100 : 0,
    };
    const call = { name: "add", arguments: { a: 1, b: 2 } };
    stub.will(
      { input: 1_200, cached: 700, output: 90, reasoning: 0, ...written },
      { tool: call, input: 800, reasoning: 0, ...written },
      { input: 400, reasoning: 0 },
      { tool: call, input: 500, reasoning: 0 },
      { input: 600, cached: 10, reasoning: 0 },
      { input: 50, cached: 0, output: 0, reasoning: 0 },
    );
    const ask = { model: models[name](), maxOutputTokens: 200, ...about };
    const loop = { ...ask, tools: { add }, stopWhen: isStepCount(5), prompt: "Add." };
    await generateText({ ...ask, prompt: "Say hello." });
    expect((await generateText(loop)).steps).toHaveLength(2);
    expect(await streamText(loop).text).toBe("Hello from the stub.");
    if (!anthropic) {
      const model = createOpenAI({ apiKey: "sk-test", baseURL: stub.url }).embedding("gpt-4.1");
      await embed({ model, value: "sunny", experimental_telemetry });
    }
    await provider.forceFlush();
    await provider.shutdown();

    expect(told).toEqual([]);
    expect(stub.given).toHaveLength(anthropic ? 5 : 6);
    await expectGiven(ctx, stub.given, anthropic ? claudeRates : openaiRates);
    const found = await entries();
    expect(new Set(found.map((entry) => entry.provider))).toEqual(new Set([anthropic ? "anthropic" : "openai"]));
    // Each loop is a run. What only a span says that comes in a later request is not known yet.
    expect(new Set(found.map(({ runId }) => runId)).size).toBe(anthropic ? 3 : 4);
    const known = words === "its own attributes" || !oneByOne;
    const asked = found.filter(({ outputTokens }) => outputTokens > 0n);
    expect(asked.map(({ agentId, sessionId }) => [agentId, sessionId])).toEqual(
      asked.map(() => (known ? ["triage", "s-1"] : ["checkout", null])),
    );
  });
});
