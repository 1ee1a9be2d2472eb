import { countAt, type Json, objectAt } from "./meter-response.ts";
import type { Usage } from "./usage-event.ts";

/**
 * The usage of Anthropic's API, where `input_tokens` leaves out what was read from and written to the cache. Writes whose
 * life is not told are taken for those of five minutes, the API's default.
 */
export function anthropicUsage(usage: Json): Usage {
  const [read, written] = [countAt(usage, "cache_read_input_tokens"), countAt(usage, "cache_creation_input_tokens")];
  const hour = Math.min(written, countAt(objectAt(usage, "cache_creation"), "ephemeral_1h_input_tokens"));
  return {
    inputTokens: countAt(usage, "input_tokens") + read + written,
    cachedInputTokens: read,
    cacheWriteTokens: written - hour,
    cacheWrite1hTokens: hour,
    outputTokens: countAt(usage, "output_tokens"),
    reasoningTokens: countAt(objectAt(usage, "output_tokens_details"), "thinking_tokens"),
  };
}
