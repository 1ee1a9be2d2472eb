import type { SummedEntry } from "./entry.ts";

/** Nothing used yet: nano-dollars, tokens, calls. Named as the columns of the database are. */
export const nothing = {
  cost_nanos: 0n,
  retry_cost_nanos: 0n,
  input_tokens: 0n,
  cached_input_tokens: 0n,
  cache_write_tokens: 0n,
  cache_write_1h_tokens: 0n,
  output_tokens: 0n,
  reasoning_tokens: 0n,
  calls: 0,
  errors: 0,
  unpriced_calls: 0,
  unpriced_tokens: 0n,
};

/** What some entries come to. */
export type Sum = typeof nothing;

/** Adds an entry to a sum. */
export function addEntry(sum: Sum, e: SummedEntry): void {
  if (e.costNanos === null) {
    sum.unpriced_calls++;
    sum.unpriced_tokens += e.inputTokens + e.outputTokens;
  } else {
    sum.cost_nanos += e.costNanos;
    if (e.attempt > 1) sum.retry_cost_nanos += e.costNanos;
  }
  sum.input_tokens += e.inputTokens;
  sum.cached_input_tokens += e.cachedInputTokens;
  sum.cache_write_tokens += e.cacheWriteTokens;
  sum.cache_write_1h_tokens += e.cacheWrite1hTokens;
  sum.output_tokens += e.outputTokens;
  sum.reasoning_tokens += e.reasoningTokens;
  sum.calls++;
  if (e.status === "error") sum.errors++;
}
