import { type Attributes, numberOf, objectOf } from "./span.ts";

/** What a span says that a call used, in tokens. `input` and `output` are wholes; the others are parts of them. */
export type Usage = {
  input: number;
  cached: number;
  written: number;
  writtenHour: number;
  output: number;
  reasoning: number;
};

/** By whom: the GenAI conventions now and before, OpenLLMetry, Pydantic AI, the Vercel AI SDK, OpenInference. */
const keys = {
  input: [
    ...["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "ai.usage.inputTokens", "ai.usage.promptTokens"],
    ...["ai.usage.tokens", "llm.token_count.prompt", "llm.usage.prompt_tokens"],
  ],
  cached: [
    ...["gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"],
    ...["gen_ai.usage.input_tokens.cached", "gen_ai.usage.cached_input_tokens", "gen_ai.usage.cache_read_tokens"],
    ...["gen_ai.usage.details.cache_read_tokens", "gen_ai.usage.details.cache_read_input_tokens"],
    ...["ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"],
    ...["llm.token_count.prompt_details.cache_read", "llm.usage.cache_read_input_tokens"],
  ],
  written: [
    ...["gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"],
    ...["gen_ai.usage.cache_write_input_tokens", "gen_ai.usage.cache_creation_input_tokens"],
    ...["gen_ai.usage.cache_write_tokens", "gen_ai.usage.cache_creation_tokens"],
    ...["gen_ai.usage.details.cache_write_tokens", "gen_ai.usage.details.cache_creation_input_tokens"],
    ...["ai.usage.inputTokenDetails.cacheWriteTokens", "llm.token_count.prompt_details.cache_write"],
    "llm.usage.cache_creation_input_tokens",
  ],
  output: [
    ...["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "ai.usage.outputTokens"],
    ...["ai.usage.completionTokens", "llm.token_count.completion", "llm.usage.completion_tokens"],
  ],
  reasoning: [
    ...["gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"],
    ...["gen_ai.usage.output_tokens.reasoning", "gen_ai.usage.details.reasoning_tokens"],
    ...["ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"],
    ...["llm.token_count.completion_details.reasoning", "llm.usage.reasoning_tokens"],
  ],
  total: [...["gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total", "ai.usage.totalTokens"]],
};

/**
 * The tokens that a span tells of, or null where it tells of none.
 *
 * The conventions count parts into their whole. Instrumentations that hand on what Anthropic's API or Gemini's says do
 * not: parts that are more than their whole lie beside it, and are added. What Anthropic's API itself said, where the Vercel AI SDK
 * passes it on, goes first: only there is told what was written to the cache for an hour.
 */
export function usageOf(attributes: Attributes): Usage | null {
  const stated = anthropicUsage(attributes) ?? langfuseUsage(attributes);
  if (stated) return stated;
  const input = numberOf(attributes, keys.input);
  const output = numberOf(attributes, keys.output);
  const total = numberOf(attributes, keys.total);
  if (input === undefined && output === undefined) return null;
  return whole({
    input: input ?? Math.max(0, (total ?? 0) - (output ?? 0)),
    cached: numberOf(attributes, keys.cached) ?? 0,
    written: numberOf(attributes, keys.written) ?? 0,
    writtenHour: 0,
    output: output ?? Math.max(0, (total ?? 0) - (input ?? 0)),
    reasoning: numberOf(attributes, keys.reasoning) ?? 0,
  });
}

function whole(usage: Usage): Usage {
  const { input, cached, written, writtenHour, output, reasoning } = usage;
  const parts = cached + written + writtenHour;
  return {
    ...usage,
    input: parts > input ? input + parts : input,
    output: reasoning > output ? output + reasoning : output,
  };
}

/** `usage` of Anthropic's messages API: its input tokens are those neither read from nor written to the cache. */
function anthropicUsage(attributes: Attributes): Usage | undefined {
  const usage = at(at(objectOf(attributes, "ai.response.providerMetadata"), "anthropic"), "usage");
  const fresh = usage?.input_tokens;
  const output = usage?.output_tokens;
  if (!usage || typeof fresh !== "number" || typeof output !== "number") return undefined;
  const cached = count(usage.cache_read_input_tokens);
  const written = count(usage.cache_creation_input_tokens);
  const writtenHour = count(at(usage, "cache_creation")?.ephemeral_1h_input_tokens);
  return {
    input: fresh + cached + written,
    ...{ cached, written: written - writtenHour, writtenHour, output },
    reasoning: numberOf(attributes, keys.reasoning) ?? 0,
  };
}

/** Langfuse's SDK: kinds of tokens by name. All that begin with `input` are the input, all with `output` the output. */
function langfuseUsage(attributes: Attributes): Usage | undefined {
  const details = objectOf(attributes, "langfuse.observation.usage_details");
  if (!details) return undefined;
  const sum = (kind: RegExp) =>
    Object.entries(details).reduce((sum, [name, tokens]) => (kind.test(name) ? sum + count(tokens) : sum), 0);
  const cached = sum(/cache.*read|cached/);
  const written = sum(/cache.*(creation|write)/);
  const reasoning = sum(/reasoning/);
  const plainInput = sum(/^(?!.*cache)(input|prompt)/);
  const plainOutput = sum(/^(?!.*reasoning)(output|completion)/);
  if (plainInput + cached + written + plainOutput + reasoning === 0) return undefined;
  return {
    input: plainInput + cached + written,
    ...{ cached, written, writtenHour: 0, output: plainOutput + reasoning, reasoning },
  };
}

/**
 * Dollars that the sender says a call cost. Instrumentations write 0 for a model that their own price list lacks, so 0 for
 * tokens that were used is no statement.
 */
export function costOf(attributes: Attributes, usage: Usage): number | undefined {
  const own = numberOf(attributes, ["purser.cost"]);
  if (own !== undefined) return own;
  const details = objectOf(attributes, "langfuse.observation.cost_details");
  const cost = details
    ? (details.total ?? Object.values(details).reduce<number>((sum, part) => sum + count(part), 0))
    : numberOf(attributes, ["gen_ai.usage.cost", "gen_ai.usage.total_cost", "llm.cost.total"]);
  if (typeof cost !== "number" || (cost === 0 && usage.input + usage.output > 0)) return undefined;
  return cost;
}

const count = (value: unknown) => (typeof value === "number" ? value : 0);

function at(value: Record<string, unknown> | undefined, key: string): Record<string, unknown> | undefined {
  const inner = value?.[key];
  return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : undefined;
}
