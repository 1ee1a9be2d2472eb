import { aider } from "./aider.ts";
import { anthropicReport } from "./anthropic-report.ts";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { csv } from "./csv.ts";
import type { ImportFormat } from "./import-format.ts";
import { litellm } from "./litellm.ts";
import { openaiReport } from "./openai-report.ts";
import { openCode } from "./opencode.ts";
import { purserEvents } from "./purser-events.ts";
import { qwenCode } from "./qwen-code.ts";

/** What `npm run import` reads, in the order in which a file is held against them: the most particular first. */
export const formats: readonly ImportFormat[] = [
  openaiReport,
  anthropicReport,
  codex,
  qwenCode,
  claudeCode,
  aider,
  litellm,
  openCode,
  purserEvents,
  csv,
];
