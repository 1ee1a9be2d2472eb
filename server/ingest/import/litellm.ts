import { z } from "zod";
import type { FileRecord, ImportFormat, ReadOptions } from "./import-format.ts";
import { parseTime } from "./parse-time.ts";
import { problemOf } from "./problem-of.ts";
import { providerOfModel } from "./provider-of-model.ts";
import { stableId } from "./stable-id.ts";

const count = z.int("must be a whole number").min(0, "must be 0 or more");
const text = z.string().nullish();

const details = z.object({ cached_tokens: count.nullish(), reasoning_tokens: count.nullish() }).nullish();
const usage = z.object({
  prompt_tokens_details: details,
  completion_tokens_details: details,
  cache_read_input_tokens: count.nullish(),
  cache_creation_input_tokens: count.nullish(),
});

const row = z.object({
  request_id: text,
  id: text,
  startTime: z.union([z.string(), z.number()], "no time"),
  model: z.string("no model").min(1, "no model"),
  custom_llm_provider: text,
  prompt_tokens: count,
  completion_tokens: count,
  spend: z.number().min(0, "must be 0 or more").nullish(),
  response_cost: z.number().min(0, "must be 0 or more").nullish(),
  status: text,
  session_id: text,
  trace_id: text,
  agent_id: text,
});

/**
 * LiteLLM: rows of its spend log (`GET /spend/logs`, the table `LiteLLM_SpendLogs`) and its standard logging payload.
 * Times have no zone and are UTC. `metadata` is JSON, often as a string inside the row, and holds the cache counts,
 * which LiteLLM counts inside the prompt. An answer from LiteLLM's own cache costs 0, as it says.
 */
export const litellm: ImportFormat = {
  id: "litellm",
  label: "LiteLLM spend log (.json, .jsonl)",
  runTrigger: "LiteLLM session",
  matches: ({ layout, records }) => layout !== "table" && records.some(isRow),
  open: (options) => ({
    *read(line, record) {
      const parsed = row.safeParse(record);
      yield parsed.success
        ? callOf(line, parsed.data, usageOf(record), options)
        : { kind: "refused", line, reason: problemOf(parsed.error) };
    },
  }),
};

function isRow(record: FileRecord): boolean {
  return "startTime" in record && "prompt_tokens" in record && ("spend" in record || "response_cost" in record);
}

function callOf(line: number, call: z.infer<typeof row>, counts: z.infer<typeof usage>, options: ReadOptions) {
  const when = parseTime(call.startTime);
  const id = call.request_id || call.id;
  if ("problem" in when) return { kind: "refused" as const, line, reason: when.problem };
  if (!id) return { kind: "refused" as const, line, reason: "no request_id" };
  const named = providerOfModel(call.model);
  const session = call.session_id || call.trace_id;
  const cost = call.spend ?? call.response_cost;
  return {
    kind: "call" as const,
    line,
    event: {
      id: stableId("litellm", id),
      occurredAt: when.at.toISOString(),
      projectId: options.projectId,
      agentId: options.agentId ?? (call.agent_id ? stableId(call.agent_id) : "litellm"),
      ...(options.agentType && { agentType: options.agentType }),
      ...(session && { runId: stableId(session), sessionId: stableId(session), jobId: stableId("litellm", session) }),
      provider: options.provider ?? (call.custom_llm_provider || named.provider || "unknown"),
      model: call.model,
      inputTokens: call.prompt_tokens,
      cachedInputTokens: counts.prompt_tokens_details?.cached_tokens ?? counts.cache_read_input_tokens ?? 0,
      cacheWriteTokens: counts.cache_creation_input_tokens ?? 0,
      outputTokens: call.completion_tokens,
      reasoningTokens: counts.completion_tokens_details?.reasoning_tokens ?? 0,
      ...(typeof cost === "number" && { cost }),
      status: call.status === "failure" ? ("error" as const) : ("ok" as const),
      tags: { source: "litellm" },
    },
  };
}

/** The usage object of a row (inside `metadata`) or of a payload (inside `response`); empty where there is none. */
function usageOf(record: FileRecord): z.infer<typeof usage> {
  const metadata = objectOf(record.metadata);
  const response = objectOf(record.response);
  return usage.safeParse(metadata.usage_object ?? response.usage ?? {}).data ?? {};
}

function objectOf(value: unknown): FileRecord {
  if (typeof value === "object" && value !== null) return value as FileRecord;
  if (typeof value !== "string") return {};
  try {
    return objectOf(JSON.parse(value) ?? {});
  } catch {
    return {};
  }
}
