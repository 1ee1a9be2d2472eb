import { anthropicUsage } from "./anthropic-usage.ts";
import { estimateInputTokens } from "./estimate-tokens.ts";
import { meterClient, type ProviderClient, type ReadRequest } from "./meter-client.ts";
import { type AnswerReader, isJson, type Json, objectAt, textAt } from "./meter-response.ts";
import type { MeterOptions, ModelAnswer } from "./metered-call.ts";

/**
 * An Anthropic client like the given one whose messages, streamed or not (`create`, `stream`, `parse`, tool runners, beta), are
 * held to the caps and recorded: `const anthropic = wrapAnthropic(new Anthropic(), { purser, projectId, agentId })`. The given
 * client stays as it is.
 *
 * Calls may then throw BudgetExceededError, ApprovalRequiredError and, where Purser is away and the policy `closed`,
 * PurserUnavailableError.
 */
export function wrapAnthropic<Client extends ProviderClient>(client: Client, options: MeterOptions): Client {
  return meterClient(client, options, readRequest);
}

function readRequest({ path, body, stream }: { path: string; body: Json; stream: boolean }): ReadRequest | null {
  if (!/\/messages(\?beta=true)?$/.test(path)) return null;
  const { messages, system, tools, max_tokens: most } = body;
  return {
    provider: "anthropic",
    model: textAt(body, "model") ?? "",
    stream,
    inputTokens: estimateInputTokens([messages, system, tools]),
    maxOutputTokens: typeof most === "number" ? most : undefined,
    effort: textAt(objectAt(body, "output_config"), "effort"),
    reader,
  };
}

function answerOf(message: Json, usage: Json): ModelAnswer {
  return {
    usage: anthropicUsage(usage),
    model: textAt(message, "model"),
    serviceTier: textAt(usage, "service_tier"),
  };
}

const reader: AnswerReader = {
  whole: (message) => (isJson(message.usage) ? answerOf(message, message.usage) : null),
  streamed: () => {
    let message: Json = {};
    let usage: Json = {};
    return (event) => {
      const type = textAt(event, "type");
      if (type === "message_start") {
        message = objectAt(event, "message");
        usage = objectAt(message, "usage");
        const answer = answerOf(message, usage);
        return { inputTokens: answer.usage.inputTokens, answer, partial: true };
      }
      if (type === "message_delta") {
        // Counts are cumulative; what is null was told at the start.
        const told = Object.entries(objectAt(event, "usage")).filter(([, value]) => value !== null);
        usage = { ...usage, ...Object.fromEntries(told) };
        return { answer: answerOf(message, usage) };
      }
      const { text, thinking, partial_json } = objectAt(event, "delta");
      const written = [text, thinking, partial_json].filter((piece) => typeof piece === "string").join("");
      return { text: written, last: type === "message_stop" };
    };
  },
};
