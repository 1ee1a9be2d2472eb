import { z } from "zod";
import type { Event } from "../event.ts";
import type { FileRecord, ImportFormat, Reader, ReadOptions } from "./import-format.ts";
import { problemOf } from "./problem-of.ts";
import { providerOfModel } from "./provider-of-model.ts";
import { stableId } from "./stable-id.ts";

const count = z.int("must be a whole number").min(0, "must be 0 or more");
const counts = z.object({
  input_tokens: count,
  cached_input_tokens: count.nullish(),
  output_tokens: count,
  reasoning_output_tokens: count.nullish(),
});
type Counts = z.infer<typeof counts>;

const tokenCount = z.object({
  timestamp: z.iso.datetime({ offset: true, error: "no time in ISO 8601" }),
  payload: z.object({
    info: z
      .object({ model: z.string().nullish(), last_token_usage: counts.nullish(), total_token_usage: counts.nullish() })
      .nullish(),
  }),
});

const sessionMeta = z.object({
  payload: z.object({
    id: z.string(),
    forked_from_id: z.string().nullish(),
    model_provider: z.string().nullish(),
    source: z.unknown().optional(),
  }),
});

/** `source` of a thread that another one started, or that Codex itself did, such as for a review. */
const subagentSource = z.object({
  subagent: z.union([
    z.string().min(1),
    z.object({
      thread_spawn: z.object({ parent_thread_id: z.string().min(1), agent_role: z.string().min(1).nullish() }),
    }),
  ]),
});

const turnContext = z.object({
  payload: z.object({ model: z.string().nullish(), effort: z.string().nullish() }),
});

/**
 * Codex rollouts (`~/.codex/sessions/**.jsonl`). A `token_count` carries the last call and a running total, and is
 * written again when nothing but the rate limits changed: the last call is what counts, and an equal total says that
 * it is a repeat. The running total is also the call's id, so a fork, which opens with a copy of its parent's counts
 * (times rewritten), gives those the parent's ids. Codex counts cached tokens inside the input and reasoning inside
 * the output, as we do. A session is a run; a thread that it started is a job of an agent of its own in that run.
 */
export const codex: ImportFormat = {
  id: "codex",
  label: "Codex rollout (.jsonl)",
  runTrigger: "Codex session",
  matches: ({ layout, records }) => layout === "lines" && records.some(isCodexLine),
  open: createReader,
};

function isCodexLine(record: FileRecord): boolean {
  const payload = record.payload;
  if (typeof payload !== "object" || payload === null) return false;
  if (record.type === "session_meta" || record.type === "turn_context") return true;
  return record.type === "event_msg" && "type" in payload && payload.type === "token_count";
}

function createReader(options: ReadOptions): Reader {
  let session = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(options.fileStem)?.[0] ?? options.fileStem;
  let sessionSaid = false;
  /** Whose history the counts continue: the session itself, or the first one it was forked from. */
  let root: string | null = null;
  let provider: string | null = null;
  let model: string | null = null;
  let effort: string | null = null;
  /** Of a subagent: what kind it is, and whose run it works for. */
  let kind: string | null = null;
  let parent: string | null = null;
  let total: Counts | null = null;
  const seen = new Set<string>();
  let untold = 0;

  function context(record: FileRecord): boolean {
    if (record.type === "session_meta") {
      const meta = sessionMeta.safeParse(record);
      if (!meta.success) return true;
      const { id, forked_from_id, model_provider } = meta.data.payload;
      if (!sessionSaid) {
        session = id;
        sessionSaid = true;
        root = forked_from_id ?? null;
        provider = model_provider ?? null;
        const subagent = subagentSource.safeParse(meta.data.payload.source).data?.subagent;
        if (typeof subagent === "string") kind = subagent;
        else if (subagent) {
          kind = subagent.thread_spawn.agent_role ?? "subagent";
          parent = subagent.thread_spawn.parent_thread_id;
        }
      } else if (root !== null) {
        // A fork also copies its parent's own header, and that of the parent's parent after it.
        root = forked_from_id ?? id;
      }
      return true;
    }
    if (record.type === "turn_context") {
      const turn = turnContext.safeParse(record);
      model = turn.data?.payload.model ?? model;
      effort = turn.data?.payload.effort ?? effort;
      return true;
    }
    return false;
  }

  return {
    wants: (text) =>
      text.includes('"token_count"') || text.includes('"turn_context"') || text.includes('"session_meta"'),

    *read(line, record) {
      if (context(record) || !isCodexLine(record)) return;
      const parsed = tokenCount.safeParse(record);
      if (!parsed.success) {
        yield { kind: "refused", line, reason: problemOf(parsed.error) };
        return;
      }
      const { info } = parsed.data.payload;
      const running = info?.total_token_usage ?? null;
      const last = info?.last_token_usage ?? difference(running, total);
      if (!info || !last) return; // Rate limits only.

      const key = running ? vector(running) : `${++untold}`;
      if (seen.has(key)) {
        yield { kind: "skipped", line, reason: "the same running total again: no new call" };
        return;
      }
      seen.add(key);
      total = running ?? total;
      const name = info.model ?? model ?? options.model ?? "unknown";
      const event: Event = {
        id: stableId("codex", root ?? session, key),
        occurredAt: parsed.data.timestamp,
        projectId: options.projectId,
        agentId: options.agentId ?? (kind === null ? "codex" : stableId(`codex/${kind}`)),
        agentType: options.agentType ?? kind ?? "main-agent",
        runId: stableId(parent ?? session),
        jobId: stableId("codex", session),
        sessionId: stableId(session),
        provider: options.provider ?? provider ?? providerOfModel(name).provider ?? "openai",
        model: name,
        inputTokens: last.input_tokens,
        cachedInputTokens: last.cached_input_tokens ?? 0,
        outputTokens: last.output_tokens,
        reasoningTokens: last.reasoning_output_tokens ?? 0,
        ...(effort && { effort }),
        tags: { source: "codex" },
      };
      yield { kind: "call", line, event };
    },
  };
}

function vector(c: Counts): string {
  return [c.input_tokens, c.cached_input_tokens ?? 0, c.output_tokens, c.reasoning_output_tokens ?? 0].join("-");
}

/** The last call where only running totals are written. A total below the one before has started anew. */
function difference(running: Counts | null, before: Counts | null): Counts | null {
  if (!running || !before || running.input_tokens < before.input_tokens) return running;
  const minus = (a?: number | null, b?: number | null) => Math.max(0, (a ?? 0) - (b ?? 0));
  return {
    input_tokens: minus(running.input_tokens, before.input_tokens),
    cached_input_tokens: minus(running.cached_input_tokens, before.cached_input_tokens),
    output_tokens: minus(running.output_tokens, before.output_tokens),
    reasoning_output_tokens: minus(running.reasoning_output_tokens, before.reasoning_output_tokens),
  };
}
