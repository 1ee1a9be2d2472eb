import { aider } from "./aider.ts";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { csv } from "./csv.ts";
import type { ImportFormat } from "./import-format.ts";
import { litellm } from "./litellm.ts";
import { openCode } from "./opencode.ts";
import { purserEvents } from "./purser-events.ts";
import { qwenCode } from "./qwen-code.ts";

/** What `npm run import` reads, in the order in which a file is held against them: the most particular first. */
export const formats: readonly ImportFormat[] = [
  codex,
  qwenCode,
  claudeCode,
  aider,
  litellm,
  openCode,
  purserEvents,
  csv,
];
