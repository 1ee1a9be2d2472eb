import { describe, expect, test } from "vitest";
import { roleOf } from "./model-call.ts";
import { providerName } from "./provider-name.ts";
import type { AttributeValue } from "./span.ts";
import { costOf, usageOf } from "./usage.ts";

const attributes = (values: Record<string, AttributeValue>) => new Map(Object.entries(values));
const nothing = { cached: 0, written: 0, writtenHour: 0, reasoning: 0 };
const anthropic = (usage: object) => JSON.stringify({ anthropic: { usage } });

describe("usage", () => {
  test.each<[string, Record<string, AttributeValue>, object]>([
    [
      "GenAI conventions",
      {
        "gen_ai.usage.input_tokens": 1_000,
        "gen_ai.usage.output_tokens": 200,
        "gen_ai.usage.cache_read.input_tokens": 600,
        "gen_ai.usage.cache_creation.input_tokens": 100,
        "gen_ai.usage.reasoning.output_tokens": 50,
      },
      { input: 1_000, cached: 600, written: 100, output: 200, reasoning: 50 },
    ],
    [
      "as cache_write, which is to be the name",
      { "gen_ai.usage.input_tokens": 9, "gen_ai.usage.output_tokens": 1, "gen_ai.usage.cache_write.input_tokens": 4 },
      { input: 9, written: 4, output: 1 },
    ],
    [
      "before: prompt and completion",
      { "gen_ai.usage.prompt_tokens": 14, "gen_ai.usage.completion_tokens": 173, "llm.usage.total_tokens": 187 },
      { input: 14, output: 173 },
    ],
    [
      "numbers as texts",
      { "gen_ai.usage.input_tokens": "14", "gen_ai.usage.output_tokens": "3" },
      { input: 14, output: 3 },
    ],
    [
      "parts beside their whole, as Anthropic's API counts",
      {
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 7,
        "gen_ai.usage.cache_read_input_tokens": 900,
        "gen_ai.usage.cache_creation_input_tokens": 80,
      },
      { input: 985, cached: 900, written: 80, output: 7 },
    ],
    [
      "Vercel AI SDK",
      {
        "ai.usage.inputTokens": 120,
        "ai.usage.outputTokens": 30,
        "ai.usage.inputTokenDetails.cacheReadTokens": 40,
        "ai.usage.outputTokenDetails.reasoningTokens": 5,
      },
      { input: 120, cached: 40, output: 30, reasoning: 5 },
    ],
    ["Vercel AI SDK, embeddings", { "ai.usage.tokens": 10 }, { input: 10, output: 0 }],
    [
      "Vercel AI SDK before 6 with Claude, whose counts lie beside each other: what its API said",
      {
        "ai.usage.promptTokens": 5_000,
        "ai.usage.completionTokens": 7,
        "ai.response.providerMetadata": anthropic({
          input_tokens: 5_000,
          output_tokens: 7,
          cache_read_input_tokens: 900,
          cache_creation_input_tokens: 80,
          cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 50 },
        }),
      },
      { input: 5_980, cached: 900, written: 30, writtenHour: 50, output: 7 },
    ],
    [
      "OpenInference",
      {
        "llm.token_count.prompt": 50,
        "llm.token_count.completion": 20,
        "llm.token_count.prompt_details.cache_read": 10,
        "llm.token_count.prompt_details.cache_write": 5,
        "llm.token_count.completion_details.reasoning": 8,
      },
      { input: 50, cached: 10, written: 5, output: 20, reasoning: 8 },
    ],
    [
      "what is missing follows from the total",
      { "llm.token_count.prompt": 5, "llm.token_count.total": 12 },
      { output: 7 },
    ],
    [
      "Langfuse",
      { "langfuse.observation.usage_details": '{"input":100,"input_cached_tokens":20,"output":50}' },
      { input: 120, cached: 20, output: 50 },
    ],
  ])("%s", (_, values, expected) => {
    expect(usageOf(attributes(values))).toMatchObject({ ...nothing, ...expected });
  });

  test("a total alone says nothing that could be priced, and limits are no usage", () => {
    expect(usageOf(attributes({ "gen_ai.usage.total_tokens": 10, "gen_ai.request.max_tokens": 10 }))).toBeNull();
  });

  test("a stated cost counts; 0 for tokens that were used is what an unknown model is given", () => {
    const used = { ...nothing, input: 10, output: 1 };
    expect(costOf(attributes({ "gen_ai.usage.cost": 0.000151 }), used)).toBe(0.000151);
    expect(costOf(attributes({ "gen_ai.usage.cost": 0 }), used)).toBeUndefined();
    expect(costOf(attributes({ "purser.cost": 0 }), used)).toBe(0);
    const parts = '{"input_tokens": 0.0001, "output_tokens": 0.002}';
    expect(costOf(attributes({ "langfuse.observation.cost_details": parts }), used)).toBeCloseTo(0.0021, 9);
  });
});

test.each<[string, Record<string, AttributeValue>]>([
  ["call", { "gen_ai.operation.name": "chat" }],
  ["call", { "gen_ai.operation.name": "embeddings" }],
  ["group", { "gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 1 }],
  ["group", { "gen_ai.operation.name": "execute_tool" }],
  ["call", { "ai.operationId": "ai.streamText.doStream" }],
  ["call", { "ai.operationId": "ai.embedMany.doEmbed" }],
  ["group", { "ai.operationId": "ai.streamText", "ai.usage.inputTokens": 1 }],
  ["group", { "ai.operationId": "ai.toolCall" }],
  ["call", { "openinference.span.kind": "LLM" }],
  ["group", { "openinference.span.kind": "CHAIN", "llm.token_count.prompt": 1 }],
  ["call", { "llm.request.type": "chat" }],
  ["group", { "traceloop.span.kind": "workflow" }],
  ["call", { "langfuse.observation.type": "generation" }],
  ["unclear", { "gen_ai.usage.input_tokens": 1 }],
  ["other", { "http.request.method": "GET" }],
])("%s: %o", (role, values) => {
  expect(roleOf(attributes(values))).toBe(role);
});

test.each([
  ["OpenAI", "openai"],
  ["openai.responses", "openai"],
  ["anthropic.messages", "anthropic"],
  ["google.vertex.chat", "google"],
  ["gcp.gemini", "google"],
  ["aws.bedrock", "aws"],
  ["azure.ai.openai", "azure"],
  ["azure-openai.chat", "azure"],
  ["mistral_ai", "mistral"],
  ["House", "house"],
])("the provider %s is %s", (stated, name) => {
  expect(providerName(stated)).toBe(name);
});
