import { z } from "zod";
import type { FileRecord, ImportFormat, Reader, ReadOptions } from "./import-format.ts";
import { parseTime } from "./parse-time.ts";
import { problemOf } from "./problem-of.ts";
import { localProviders, providerOfModel } from "./provider-of-model.ts";
import { createContentIds, stableId } from "./stable-id.ts";

const count = z.int("must be a whole number").min(0, "must be 0 or more");

const messageSend = z.object({
  time: z.union([z.number(), z.string()], "no time"),
  main_model: z.string("no model").nullish(),
  prompt_tokens: count,
  completion_tokens: count,
  cost: z.number("must be a number").min(0, "must be 0 or more").nullish(),
  total_cost: z.number().nullish(),
});

/** Names that Aider writes where it hides or does not know the model. */
const hidden = /(^|\/)(REDACTED|None)$/;

/**
 * Aider's analytics log (`--analytics-log`): one `message_send` per call, its figures in `properties` or flat.
 * `cost` is the call's; `total_cost` runs through a session and only tells one session from the next. A cost of 0
 * is taken at its word for a model that has a name or runs locally; for a hidden model it means that Aider knew no
 * price, so the call is unpriced. Aider does not say how much of the prompt came from the cache.
 */
export const aider: ImportFormat = {
  id: "aider",
  label: "Aider analytics log (.jsonl)",
  runTrigger: "Aider session",
  matches: ({ layout, records }) => layout === "lines" && records.some((r) => isMessageSend(r) || isOtherEvent(r)),
  open: createReader,
};

function isMessageSend(record: FileRecord): boolean {
  return record.event === "message_send" && "prompt_tokens" in properties(record);
}

function isOtherEvent(record: FileRecord): boolean {
  return typeof record.event === "string" && typeof record.properties === "object" && "user_id" in record;
}

function properties(record: FileRecord): FileRecord {
  const nested = record.properties;
  return typeof nested === "object" && nested !== null ? { ...record, ...nested } : record;
}

function createReader(options: ReadOptions): Reader {
  const idOf = createContentIds("aider");
  const sessions = new Map<string, { id: string; totalCost: number }>();

  return {
    wants: (text) => text.includes('"message_send"'),

    *read(line, record) {
      if (!isMessageSend(record)) return;
      const flat = properties(record);
      const parsed = messageSend.safeParse(flat);
      if (!parsed.success) {
        yield { kind: "refused", line, reason: problemOf(parsed.error) };
        return;
      }
      const { time, main_model, prompt_tokens, completion_tokens, cost, total_cost } = parsed.data;
      const when = parseTime(time);
      if ("problem" in when) {
        yield { kind: "refused", line, reason: when.problem };
        return;
      }
      const user = String(flat.user_id ?? flat.user ?? "-");
      const name = main_model ?? "None";
      const { provider, model } = providerOfModel(name);
      const billedBy = options.provider ?? provider ?? "unknown";
      const reported = cost === 0 && hidden.test(name) && !localProviders.has(billedBy) ? null : cost;
      const session = sessionOf(user, cost ?? 0, total_cost ?? null, when.at);

      yield {
        kind: "call",
        line,
        event: {
          id: idOf([user, time, name, prompt_tokens, completion_tokens, cost ?? null, total_cost ?? null]),
          occurredAt: when.at.toISOString(),
          projectId: options.projectId,
          agentId: options.agentId ?? "aider",
          ...(options.agentType && { agentType: options.agentType }),
          runId: session,
          jobId: session,
          sessionId: session,
          provider: billedBy,
          model,
          inputTokens: prompt_tokens,
          outputTokens: completion_tokens,
          ...(typeof reported === "number" && { cost: reported }),
          tags: { source: "aider" },
        },
      };
    },
  };

  /** A session goes on while the running cost grows by exactly the cost of the call. */
  function sessionOf(user: string, cost: number, totalCost: number | null, at: Date): string {
    const open = sessions.get(user);
    const goesOn = open && totalCost !== null && Math.abs(open.totalCost + cost - totalCost) < 1e-6;
    const id = goesOn ? open.id : stableId("aider", user, String(Math.floor(at.getTime() / 1000)));
    sessions.set(user, { id, totalCost: totalCost ?? 0 });
    return id;
  }
}
