import { z } from "zod";
import type { Event } from "../event.ts";
import type { FileRecord, Found, ImportFormat, Reader, ReadOptions } from "./import-format.ts";
import { problemOf } from "./problem-of.ts";
import { providerOfModel } from "./provider-of-model.ts";
import { stableId } from "./stable-id.ts";

const count = z.int("must be a whole number").min(0, "must be 0 or more");

const usageLine = z.object({
  timestamp: z.iso.datetime({ offset: true, error: "no time in ISO 8601" }),
  sessionId: z.string().nullish(),
  requestId: z.string().nullish(),
  uuid: z.string().nullish(),
  agentId: z.string().nullish(),
  isSidechain: z.boolean().nullish(),
  costUSD: z.number().min(0, "must be 0 or more").nullish(),
  message: z.object({
    id: z.string().nullish(),
    model: z.string("no model"),
    usage: z.object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count.nullish(),
      cache_creation_input_tokens: count.nullish(),
      cache_creation: z.object({ ephemeral_1h_input_tokens: count.nullish() }).nullish(),
      service_tier: z.string().nullish(),
      speed: z.string().nullish(),
    }),
  }),
});

type Call = { line: number; lastLine: number; lastSeen: number; output: number; event: Event };

/** Lines after which a call is not written to any more: in real logs its lines lie at most ten apart. */
const farApart = 5_000;

/** A call whose last line is younger than this may still grow. Long answers stream for minutes. */
const openMs = 10 * 60_000;

const lineTypes = new Set([
  "user",
  "assistant",
  "system",
  "summary",
  "progress",
  "file-history-snapshot",
  "queue-operation",
]);

/**
 * Session logs of Claude Code (`~/.claude/projects/**.jsonl`, subagents in files of their own or as sidechains).
 *
 * One call is written once per content block, and its output count may grow from line to line: the call is the
 * distinct (message id, request id), its figures those of the line with the largest output. Resumed sessions copy
 * earlier calls under their old ids. Anthropic's counts are disjoint (input, cache read, cache creation); ours take
 * the whole input. A session is a run and a session; the main agent and each subagent are a job of it each, and every
 * kind of subagent an agent of its own.
 */
export const claudeCode: ImportFormat = {
  id: "claude-code",
  label: "Claude Code session log (.jsonl)",
  runTrigger: "Claude Code session",
  matches: ({ layout, records }) => layout === "lines" && records.some(isClaudeLine),
  open: createReader,
};

function isClaudeLine(record: FileRecord): boolean {
  if ("usageMetadata" in record || "systemPayload" in record || "payload" in record) return false;
  const message = record.message;
  const usage = typeof message === "object" && message !== null && "usage" in message ? message.usage : null;
  if (typeof usage === "object" && usage !== null && "input_tokens" in usage) return true;
  if (!lineTypes.has(String(record.type))) return false;
  return "sessionId" in record || "leafUuid" in record || "snapshot" in record;
}

function createReader(options: ReadOptions): Reader {
  const calls = new Map<string, Call>();

  return {
    wants: (text) => text.includes('"usage"'),

    *read(line, record) {
      for (const [key, call] of calls) {
        if (line - call.lastLine < farApart) break;
        calls.delete(key);
        yield settled(call, options.now);
      }
      if (!hasUsage(record)) return;
      const parsed = usageLine.safeParse(record);
      if (!parsed.success) {
        yield { kind: "refused", line, reason: problemOf(parsed.error) };
        return;
      }
      const { message, timestamp } = parsed.data;
      if (message.model === "<synthetic>") {
        yield { kind: "skipped", line, reason: "written by Claude Code itself (<synthetic>), not a model call" };
        return;
      }

      const event = eventOf(parsed.data, options);
      const known = calls.get(event.id);
      const call = {
        line: known?.line ?? line,
        lastLine: line,
        lastSeen: Math.max(known?.lastSeen ?? 0, Date.parse(timestamp)),
        output: message.usage.output_tokens,
      };
      // Kept in order of the last sighting, so that the loop above stops at the first call that is still near.
      calls.delete(event.id);
      if (known && known.output >= call.output)
        calls.set(event.id, { ...call, output: known.output, event: known.event });
      else calls.set(event.id, { ...call, event });
      if (known) yield { kind: "skipped", line, reason: "another line of a call that is counted once" };
    },

    *end() {
      for (const call of calls.values()) yield settled(call, options.now);
    },
  };
}

function hasUsage(record: FileRecord): boolean {
  const message = record.message;
  return typeof message === "object" && message !== null && "usage" in message && message.usage !== null;
}

function settled(call: Call, now: Date): Found {
  if (now.getTime() - call.lastSeen < openMs) {
    return {
      kind: "skipped",
      line: call.line,
      reason: "younger than ten minutes and may still grow; import again later",
    };
  }
  return { kind: "call", line: call.line, event: call.event };
}

/** Claude Code starts an agent `acompact-…` when it sums up a conversation that has grown too long. */
function subagentKind(id: string, { subagentTypes }: ReadOptions): string {
  return subagentTypes?.get(id) ?? (id.startsWith("acompact-") ? "compaction" : "subagent");
}

function eventOf(line: z.infer<typeof usageLine>, options: ReadOptions): Event {
  const { message, requestId, uuid, costUSD } = line;
  const { usage } = message;
  const session = line.sessionId ?? options.fileStem;
  const subagent = line.agentId ?? (line.isSidechain ? "sidechain" : null);
  const kind = subagent === null ? null : subagentKind(subagent, options);
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  const cacheWrite1h = Math.min(usage.cache_creation?.ephemeral_1h_input_tokens ?? 0, cacheWrite);
  const tier = usage.speed === "fast" ? "fast" : usage.service_tier;
  return {
    // Without a message id the line is all there is to tell it by.
    id: message.id
      ? stableId("claude-code", message.id, requestId ?? "-")
      : stableId("claude-code", session, uuid ?? `${line.timestamp}-${usage.input_tokens}-${usage.output_tokens}`),
    occurredAt: line.timestamp,
    projectId: options.projectId,
    agentId: options.agentId ?? (kind === null ? "claude-code" : stableId(`claude-code/${kind}`)),
    agentType: options.agentType ?? kind ?? "main-agent",
    runId: stableId(session),
    jobId: subagent ? stableId("claude-code", session, subagent) : stableId("claude-code", session),
    sessionId: stableId(session),
    // Claude Code can be pointed at other providers' models.
    provider: options.provider ?? providerOfModel(message.model).provider ?? "anthropic",
    model: message.model,
    inputTokens: usage.input_tokens + cacheRead + cacheWrite,
    cachedInputTokens: cacheRead,
    cacheWriteTokens: cacheWrite - cacheWrite1h,
    cacheWrite1hTokens: cacheWrite1h,
    outputTokens: usage.output_tokens,
    ...(tier && tier !== "standard" && { serviceTier: tier }),
    ...(typeof costUSD === "number" && { cost: costUSD }),
    tags: { source: "claude-code" },
  };
}
