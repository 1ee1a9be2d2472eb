import type { LanguageModelMiddleware } from "ai";
import { anthropicUsage } from "./anthropic-usage.ts";
import { PurserError } from "./errors.ts";
import { estimateInputTokens } from "./estimate-tokens.ts";
import { isJson, objectAt, textAt } from "./meter-response.ts";
import { type MeteredCall, type MeterOptions, type ModelAnswer, meterCall } from "./metered-call.ts";

type WrapGenerate = NonNullable<LanguageModelMiddleware["wrapGenerate"]>;
type WrapStream = NonNullable<LanguageModelMiddleware["wrapStream"]>;
type CallOptions = Parameters<WrapGenerate>[0]["params"];
type Model = Parameters<WrapGenerate>[0]["model"];
type Generated = Awaited<ReturnType<WrapGenerate>>;
type Streamed = Awaited<ReturnType<WrapStream>>;
type StreamPart = Streamed["stream"] extends ReadableStream<infer Part> ? Part : never;
type Finish = Extract<StreamPart, { type: "finish" }>;

/**
 * Middleware for the AI SDK: every step of `generateText`, `streamText` and agents with this model is held to the caps and
 * recorded. `wrapLanguageModel({ model: openai("gpt-4.1"), middleware: purserMiddleware({ purser, projectId, agentId }) })`.
 *
 * A refused call throws BudgetExceededError, ApprovalRequiredError or PurserUnavailableError. A streamed one that a cap ends
 * tells it as the AI SDK tells of errors: to `onError`, and as a part of type `error` of `fullStream`.
 */
export function purserMiddleware(options: MeterOptions): LanguageModelMiddleware {
  /** The AI SDK tries again with the same prompt. */
  const attempts = new WeakMap<object, number>();

  const begin = (params: CallOptions, model: Model, stream: boolean) => {
    const attempt = (attempts.get(params.prompt) ?? 0) + 1;
    attempts.set(params.prompt, attempt);
    return meterCall(options, {
      provider: providerOf(model.provider),
      model: model.modelId,
      inputTokens: estimateInputTokens([params.prompt, params.tools]),
      maxOutputTokens: params.maxOutputTokens,
      stream,
      attempt,
      effort: effortOf(params),
      signal: params.abortSignal,
    });
  };

  return {
    wrapGenerate: async ({ doGenerate, params, model }) => {
      const call = await begin(params, model, false);
      let result: Generated;
      try {
        result = await doGenerate();
      } catch (error) {
        await call.fail();
        throw error;
      }
      const answer = answerOf(result.usage, result.providerMetadata, result.response?.modelId);
      await (answer ? call.finish(answer) : call.unknown());
      return result;
    },
    wrapStream: async ({ doStream, params, model }) => {
      const call = await begin(params, model, true);
      let result: Streamed;
      try {
        result = await doStream();
      } catch (error) {
        await call.fail();
        throw error;
      }
      return { ...result, stream: meterStream(result.stream, call) };
    },
  };
}

function meterStream(stream: ReadableStream<StreamPart>, call: MeteredCall): ReadableStream<StreamPart> {
  const source = stream.getReader();
  let modelId: string | undefined;
  let answer: ModelAnswer | null = null;
  let failed = false;
  const end = () => {
    if (answer) return call.finish(answer, failed ? "error" : "ok");
    return call.cut({ model: modelId });
  };

  return new ReadableStream<StreamPart>({
    async pull(controller) {
      try {
        const { done, value: part } = await source.read();
        if (done) {
          await end();
          controller.close();
          return;
        }
        if (part.type === "response-metadata") modelId = part.modelId ?? modelId;
        if (part.type === "error") failed = true;
        if (part.type === "finish") answer = answerOf(part.usage, part.providerMetadata, modelId);
        const counted = part.type === "custom" ? countedInput(part.providerMetadata) : undefined;
        if (counted !== undefined) await call.input(counted);
        await call.output(textOf(part));
        // Before the caller has it, so that what was read to its end is recorded.
        if (part.type === "finish") await end();
        controller.enqueue(part);
      } catch (error) {
        void source.cancel(error).catch(() => {});
        await end();
        // As providers tell of errors in the middle; an abort and a broken line stay what they are without us.
        if (error instanceof PurserError) {
          controller.enqueue({ type: "error", error });
          controller.close();
        } else {
          controller.error(error);
        }
      }
    },
    async cancel(reason) {
      await Promise.allSettled([source.cancel(reason), end()]);
    },
  });
}

function textOf(part: StreamPart): string {
  if (part.type === "text-delta" || part.type === "reasoning-delta" || part.type === "tool-input-delta")
    return part.delta;
  return "";
}

/** The provider of Anthropic says at the start what it counted. */
function countedInput(metadata: Finish["providerMetadata"]): number | undefined {
  const { usage } = objectAt(metadata ?? {}, "anthropic");
  return isJson(usage) ? anthropicUsage(usage).inputTokens : undefined;
}

function answerOf(usage: Finish["usage"], metadata: Finish["providerMetadata"], model?: string): ModelAnswer | null {
  const { inputTokens, outputTokens, raw } = usage;
  const serviceTier =
    textAt(objectAt(metadata ?? {}, "openai"), "serviceTier") ??
    (isJson(raw) ? textAt(raw, "service_tier") : undefined);
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null;
  // Only there is told what was written to the cache for an hour.
  const hour = isJson(raw) && isJson(raw.cache_creation) ? (anthropicUsage(raw).cacheWrite1hTokens ?? 0) : 0;
  return {
    usage: {
      inputTokens: inputTokens.total ?? 0,
      cachedInputTokens: inputTokens.cacheRead ?? 0,
      cacheWriteTokens: (inputTokens.cacheWrite ?? 0) - hour,
      cacheWrite1hTokens: hour,
      outputTokens: outputTokens.total ?? 0,
      reasoningTokens: outputTokens.reasoning ?? 0,
    },
    model,
    serviceTier,
  };
}

/** `openai.responses` is openai, `anthropic.messages` anthropic, `google.vertex.chat` google. */
const providerOf = (name: string) => name.split(".")[0] ?? name;

function effortOf({ providerOptions, reasoning }: CallOptions): string | undefined {
  const of = (provider: string, name: string) => textAt(objectAt(providerOptions ?? {}, provider), name);
  const stated = reasoning === "provider-default" ? undefined : reasoning;
  return of("openai", "reasoningEffort") ?? of("anthropic", "effort") ?? stated;
}
