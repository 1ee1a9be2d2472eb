import { z } from "zod";
import type { FileRecord, ImportFormat } from "./import-format.ts";
import { problemOf } from "./problem-of.ts";
import { providerOfModel } from "./provider-of-model.ts";
import { stableId } from "./stable-id.ts";

const count = z.int("must be a whole number").min(0, "must be 0 or more");

const assistantLine = z.object({
  uuid: z.string("no uuid"),
  sessionId: z.string("no session"),
  timestamp: z.iso.datetime({ offset: true, error: "no time in ISO 8601" }),
  model: z.string("no model"),
  usageMetadata: z.object({
    promptTokenCount: count,
    candidatesTokenCount: count,
    cachedContentTokenCount: count.nullish(),
    thoughtsTokenCount: count.nullish(),
    totalTokenCount: count.nullish(),
  }),
});

/**
 * Chats of Qwen Code (`~/.qwen/**.jsonl`). The same call is also written as telemetry (`qwen-code.api_response`);
 * only the assistant's line is counted. Cached tokens lie inside the prompt. Whether thoughts lie inside the
 * candidates depends on the provider behind it: the total tells.
 */
export const qwenCode: ImportFormat = {
  id: "qwen-code",
  label: "Qwen Code chat (.jsonl)",
  runTrigger: "Qwen Code session",
  matches: ({ layout, records }) => layout === "lines" && records.some((r) => isAssistant(r) || isTelemetry(r)),
  open: (options) => ({
    wants: (text) => text.includes('"usageMetadata"'),

    *read(line, record) {
      if (!isAssistant(record)) return;
      const parsed = assistantLine.safeParse(record);
      if (!parsed.success) {
        yield { kind: "refused", line, reason: problemOf(parsed.error) };
        return;
      }
      const { uuid, sessionId, timestamp, model, usageMetadata: usage } = parsed.data;
      const output = Math.max(usage.candidatesTokenCount, (usage.totalTokenCount ?? 0) - usage.promptTokenCount);
      yield {
        kind: "call",
        line,
        event: {
          id: stableId("qwen-code", uuid),
          occurredAt: timestamp,
          projectId: options.projectId,
          agentId: options.agentId ?? "qwen-code",
          ...(options.agentType && { agentType: options.agentType }),
          runId: stableId(sessionId),
          jobId: stableId("qwen-code", sessionId),
          sessionId: stableId(sessionId),
          provider: options.provider ?? providerOfModel(model).provider ?? "alibaba",
          model,
          inputTokens: usage.promptTokenCount,
          cachedInputTokens: usage.cachedContentTokenCount ?? 0,
          outputTokens: output,
          reasoningTokens: Math.min(usage.thoughtsTokenCount ?? 0, output),
          tags: { source: "qwen-code" },
        },
      };
    },
  }),
};

function isAssistant(record: FileRecord): boolean {
  return record.type === "assistant" && typeof record.usageMetadata === "object" && record.usageMetadata !== null;
}

function isTelemetry(record: FileRecord): boolean {
  return record.type === "system" && record.subtype === "ui_telemetry";
}
