import type { Event } from "../event.ts";
import { providerOfModel } from "../import/provider-of-model.ts";
import type { Account } from "./account.ts";
import { providerName } from "./provider-name.ts";
import { type Attributes, objectOf, type Span, textOf } from "./span.ts";
import { costOf, type Usage } from "./usage.ts";

const responseModel = ["gen_ai.response.model", "ai.response.model", "llm.response.model"];
const requestModel = [
  ...["llm.model_name", "embedding.model_name", "reranker.model_name", "gen_ai.request.model", "ai.model.id"],
  ...["langfuse.observation.model.name", "llm.request.model"],
];
const serviceTier = [
  ...["openai.response.service_tier", "gen_ai.openai.response.service_tier", "gen_ai.response.service_tier"],
  ...["openai.request.service_tier", "gen_ai.openai.request.service_tier", "gen_ai.request.service_tier"],
];
const effort = [
  ...["gen_ai.request.reasoning.level", "gen_ai.request.reasoning_effort", "gen_ai.openai.request.reasoning_effort"],
  "openai.request.reasoning_effort",
];

/** The id of the call of a span in the ledger: the same span is the same call, however often it is sent. */
export const spanEventId = (traceId: string, spanId: string) => `otel:${traceId}:${spanId}`;

/**
 * The call that a span tells of, for `recordEvents` to check: a call that failed before it used anything counts as a call
 * with an error. Null where no model is named. The call happened when it ended, for then it is known what it used.
 */
export function spanEvent(
  span: Span,
  { usage, account, tags }: { usage: Usage; account: Account & { projectId: string }; tags: Event["tags"] },
): Event | null {
  const { attributes } = span;
  const model = textOf(attributes, responseModel) ?? textOf(attributes, requestModel);
  if (model === undefined) return null;
  const stated = textOf(attributes, ["gen_ai.provider.name", "gen_ai.system", "ai.model.provider"]);
  const provider = stated ?? textOf(attributes, ["llm.provider", "llm.system"]) ?? providerOfModel(model).provider;
  const ended = span.endNanos || span.startNanos;
  const level = textOf(attributes, ["langfuse.observation.level"]);
  return {
    id: spanEventId(span.traceId, span.spanId),
    ...(ended > 0n && { occurredAt: timeOf(ended) }),
    ...defined({ ...account, agentType: fitting(account.agentType, 256) }),
    provider: provider === null ? "unknown" : providerName(provider),
    model,
    inputTokens: usage.input,
    cachedInputTokens: usage.cached,
    cacheWriteTokens: usage.written,
    cacheWrite1hTokens: usage.writtenHour,
    outputTokens: usage.output,
    reasoningTokens: usage.reasoning,
    ...defined({
      serviceTier: fitting(textOf(attributes, serviceTier) ?? tierOfMetadata(attributes), 64),
      effort: fitting(textOf(attributes, effort), 64),
      cost: costOf(attributes, usage),
    }),
    status: span.failed || level === "ERROR" ? "error" : "ok",
    ...(tags && { tags }),
  };
}

/** Milliseconds are what the ledger keeps. A time beyond what a date can be is left for the check of the event to name. */
function timeOf(nanos: bigint): string {
  const date = new Date(Number(nanos / 1_000_000n));
  return Number.isNaN(date.getTime()) ? String(nanos) : date.toISOString();
}

/** A word beside the charge, which is no reason to refuse it. */
function fitting(word: string | undefined, longest: number): string | undefined {
  return (
    word
      ?.replace(/[\p{C}\ufffd]+/gu, " ")
      .slice(0, longest)
      .trim() || undefined
  );
}

/** The Vercel AI SDK hands on what the provider said beside its answer. */
function tierOfMetadata(attributes: Attributes): string | undefined {
  const metadata = objectOf(attributes, "ai.response.providerMetadata");
  const tier = (metadata?.openai as { serviceTier?: unknown } | undefined)?.serviceTier;
  return typeof tier === "string" && tier !== "" ? tier : undefined;
}

function defined<Fields extends object>(fields: Fields): { [K in keyof Fields]: Exclude<Fields[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
