import { z } from "zod";
import type { FileRecord, ImportFormat } from "./import-format.ts";
import { parseTime } from "./parse-time.ts";
import { problemOf } from "./problem-of.ts";
import { stableId } from "./stable-id.ts";

const count = z.int("must be a whole number").min(0, "must be 0 or more");

const message = z.object({
  id: z.string("no id"),
  sessionID: z.string("no session"),
  time: z.object({ created: z.number("no time"), completed: z.number().nullish() }),
  modelID: z.string("no model"),
  providerID: z.string("no provider"),
  tokens: z.object({
    input: count,
    output: count,
    reasoning: count.nullish(),
    cache: z.object({ read: count.nullish(), write: count.nullish() }).nullish(),
  }),
  cost: z.number().min(0, "must be 0 or more").nullish(),
  error: z.unknown().optional(),
});

/**
 * Messages of OpenCode (`storage/message/<session>/msg_*.json`, one file each, or exported as lines). Its counts are
 * disjoint: input without cache, output without reasoning; ours take the whole. A `cost` of 0, as subscriptions have
 * it, is taken at its word.
 */
export const openCode: ImportFormat = {
  id: "opencode",
  label: "OpenCode message (.json)",
  runTrigger: "OpenCode session",
  matches: ({ layout, records }) => layout !== "table" && records.some(isMessage),
  open: (options) => ({
    *read(line, record) {
      if (!isMessage(record)) return;
      const parsed = message.safeParse(record);
      if (!parsed.success) {
        yield { kind: "refused", line, reason: problemOf(parsed.error) };
        return;
      }
      const { tokens, time, cost, ...call } = parsed.data;
      const when = parseTime(time.created);
      if ("problem" in when) {
        yield { kind: "refused", line, reason: when.problem };
        return;
      }
      if (!time.completed && !call.error) {
        yield { kind: "skipped", line, reason: "not completed yet; import again later" };
        return;
      }
      const cacheRead = tokens.cache?.read ?? 0;
      const cacheWrite = tokens.cache?.write ?? 0;
      yield {
        kind: "call",
        line,
        event: {
          id: stableId("opencode", call.id),
          occurredAt: when.at.toISOString(),
          projectId: options.projectId,
          agentId: options.agentId ?? "opencode",
          ...(options.agentType && { agentType: options.agentType }),
          runId: stableId(call.sessionID),
          jobId: stableId("opencode", call.sessionID),
          sessionId: stableId(call.sessionID),
          provider: options.provider ?? call.providerID,
          model: call.modelID,
          inputTokens: tokens.input + cacheRead + cacheWrite,
          cachedInputTokens: cacheRead,
          cacheWriteTokens: cacheWrite,
          outputTokens: tokens.output + (tokens.reasoning ?? 0),
          reasoningTokens: tokens.reasoning ?? 0,
          ...(typeof cost === "number" && { cost }),
          status: call.error ? "error" : "ok",
          tags: { source: "opencode" },
        },
      };
    },
  }),
};

function isMessage(record: FileRecord): boolean {
  return record.role === "assistant" && "modelID" in record && "sessionID" in record && "tokens" in record;
}
