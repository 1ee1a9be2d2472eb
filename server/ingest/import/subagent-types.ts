import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { z } from "zod";
import { readLines } from "./read-lines.ts";

/** Type of each subagent (`Explore`, `general-purpose`) by the id that its lines carry. */
export type SubagentTypes = ReadonlyMap<string, string>;

const none: SubagentTypes = new Map();

/** `agent-a1b2c3d.jsonl`: the log of one subagent, beside its session's or in the session's own folder. */
const logOfSubagent = /^agent-(.+)\.jsonl$/;

const meta = z.object({ agentType: z.string().min(1) });

const start = z.object({
  message: z.object({
    content: z.array(z.looseObject({ id: z.unknown().optional(), input: z.unknown().optional() })),
  }),
});
const startInput = z.object({ subagent_type: z.string().min(1) });

const result = z.object({
  toolUseResult: z.object({ agentId: z.string().min(1) }),
  message: z.object({ content: z.array(z.looseObject({ tool_use_id: z.unknown().optional() })) }),
});

/**
 * Claude Code tells the type of a subagent outside of its log: in `agent-<id>.meta.json` beside it, or in the session that
 * started it, by the tool call that asked for it and the result that names its id. A session is read once for all of its
 * subagents. Other files have none.
 */
export function createSubagentTypes(): (path: string) => Promise<SubagentTypes> {
  const sessions = new Map<string, Promise<SubagentTypes>>();
  return async (path) => {
    const id = logOfSubagent.exec(basename(path))?.[1];
    if (id === undefined) return none;
    const said = meta.safeParse(await jsonOf(path.replace(/\.jsonl$/, ".meta.json")));
    if (said.success) return new Map([[id, said.data.agentType]]);
    // <project>/<session>/subagents/agent-<id>.jsonl belongs to <project>/<session>.jsonl.
    const session = `${dirname(dirname(path))}.jsonl`;
    if (basename(dirname(path)) !== "subagents" || !existsSync(session)) return none;
    const known = sessions.get(session) ?? typesOfSession(session);
    sessions.set(session, known);
    return known;
  };
}

async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null; // Not there, or not readable: the type is then looked for elsewhere.
  }
}

async function typesOfSession(path: string): Promise<SubagentTypes> {
  const byToolUse = new Map<unknown, string>();
  const types = new Map<string, string>();
  for await (const lines of readLines(createReadStream(path))) {
    for (const { text } of lines) {
      if (!text || !(text.includes('"subagent_type"') || text.includes('"toolUseResult"'))) continue;
      const record = parsed(text);
      for (const { id, input } of start.safeParse(record).data?.message.content ?? []) {
        const type = startInput.safeParse(input).data?.subagent_type;
        if (type) byToolUse.set(id, type);
      }
      const ended = result.safeParse(record).data;
      for (const { tool_use_id } of ended?.message.content ?? []) {
        const type = byToolUse.get(tool_use_id);
        if (ended && type) types.set(ended.toolUseResult.agentId, type);
      }
    }
  }
  return types;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // The import of the session itself names the damaged line.
  }
}
