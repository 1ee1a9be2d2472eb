import { estimateInputTokens } from "./estimate-tokens.ts";
import { meterClient, type ProviderClient, type ReadRequest } from "./meter-client.ts";
import { type AnswerReader, countAt, isJson, type Json, objectAt, textAt } from "./meter-response.ts";
import type { MeterOptions, ModelAnswer } from "./metered-call.ts";

/**
 * An OpenAI client like the given one whose chat completions, responses and embeddings, streamed or not, are held to the
 * caps and recorded: `const openai = wrapOpenAI(new OpenAI(), { purser, projectId, agentId })`. The given client stays as it is.
 *
 * Calls may then throw BudgetExceededError, ApprovalRequiredError and, where Purser is away and the policy `closed`,
 * PurserUnavailableError. A streamed chat completion is asked for its usage (`stream_options.include_usage`); the chunk that
 * tells it is kept back unless you asked for it yourself.
 */
export function wrapOpenAI<Client extends ProviderClient>(client: Client, options: MeterOptions): Client {
  return meterClient(client, options, readRequest);
}

function readRequest({ path, body, stream }: { path: string; body: Json; stream: boolean }): ReadRequest | null {
  const model = textAt(body, "model") ?? "";
  const call = { provider: "openai", model, stream };
  if (path.endsWith("/chat/completions")) {
    const { messages, tools, functions, response_format } = body;
    const choices = Math.max(1, countAt(body, "n"));
    const most = limit(body.max_completion_tokens ?? body.max_tokens);
    const streamOptions = objectAt(body, "stream_options");
    const asked = streamOptions.include_usage === true;
    return {
      ...call,
      inputTokens: estimateInputTokens([messages, tools, functions, response_format]),
      maxOutputTokens: most === undefined ? undefined : most * choices,
      effort: textAt(body, "reasoning_effort"),
      reader: chatReader(asked),
      ...(stream && !asked && { body: { ...body, stream_options: { ...streamOptions, include_usage: true } } }),
    };
  }
  if (path.endsWith("/responses")) {
    const { input, instructions, tools, text } = body;
    return {
      ...call,
      inputTokens: estimateInputTokens([input, instructions, tools, text]),
      maxOutputTokens: limit(body.max_output_tokens),
      effort: textAt(objectAt(body, "reasoning"), "effort"),
      reader: responsesReader,
    };
  }
  if (path.endsWith("/embeddings")) {
    return { ...call, inputTokens: estimateInputTokens(body.input), maxOutputTokens: 0, reader: chatReader(true) };
  }
  return null;
}

const limit = (value: unknown) => (typeof value === "number" && value >= 0 ? value : undefined);

/** Of chat completions and embeddings: `prompt_tokens` and `completion_tokens` are wholes. */
function chatAnswer(body: Json): ModelAnswer | null {
  if (!isJson(body.usage)) return null;
  const [usage, prompt] = [body.usage, objectAt(body.usage, "prompt_tokens_details")];
  return {
    usage: {
      inputTokens: countAt(usage, "prompt_tokens"),
      cachedInputTokens: countAt(prompt, "cached_tokens"),
      cacheWriteTokens: countAt(prompt, "cache_write_tokens"),
      outputTokens: countAt(usage, "completion_tokens"),
      reasoningTokens: countAt(objectAt(usage, "completion_tokens_details"), "reasoning_tokens"),
    },
    model: textAt(body, "model"),
    serviceTier: textAt(body, "service_tier"),
  };
}

function chatReader(usageWasAsked: boolean): AnswerReader {
  return {
    whole: chatAnswer,
    streamed: () => {
      let serviceTier: string | undefined;
      return (chunk) => {
        serviceTier = textAt(chunk, "service_tier") ?? serviceTier;
        const answer = chatAnswer(chunk);
        const choices = Array.isArray(chunk.choices) ? chunk.choices.filter(isJson) : [];
        return {
          text: choices.map((choice) => deltaText(objectAt(choice, "delta"))).join(""),
          ...(answer && { answer: { ...answer, serviceTier: answer.serviceTier ?? serviceTier } }),
          hidden: answer !== null && choices.length === 0 && !usageWasAsked,
        };
      };
    },
  };
}

function deltaText(delta: Json): string {
  const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls.filter(isJson) : [];
  const names = calls.map((call) => objectAt(call, "function"));
  const written = names.map((named) => `${textAt(named, "name") ?? ""}${textAt(named, "arguments") ?? ""}`).join("");
  return `${textAt(delta, "content") ?? ""}${textAt(delta, "reasoning_content") ?? ""}${textAt(delta, "refusal") ?? ""}${written}`;
}

/** Of responses: `input_tokens` and `output_tokens` are wholes. */
function responsesAnswer(body: Json): ModelAnswer | null {
  if (!isJson(body.usage)) return null;
  const [usage, input] = [body.usage, objectAt(body.usage, "input_tokens_details")];
  return {
    usage: {
      inputTokens: countAt(usage, "input_tokens"),
      cachedInputTokens: countAt(input, "cached_tokens"),
      cacheWriteTokens: countAt(input, "cache_write_tokens"),
      outputTokens: countAt(usage, "output_tokens"),
      reasoningTokens: countAt(objectAt(usage, "output_tokens_details"), "reasoning_tokens"),
    },
    model: textAt(body, "model"),
    serviceTier: textAt(body, "service_tier"),
  };
}

const responsesReader: AnswerReader = {
  whole: responsesAnswer,
  // `response.completed`, `.incomplete` and `.failed` carry the whole response; `response.….delta` what was written.
  streamed: () => (event) => {
    const answer = responsesAnswer(objectAt(event, "response"));
    const delta = /\.delta$/.test(textAt(event, "type") ?? "") ? textAt(event, "delta") : undefined;
    return { ...(delta !== undefined && { text: delta }), ...(answer && { answer, last: true }) };
  },
};
