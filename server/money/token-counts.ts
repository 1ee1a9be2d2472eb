/**
 * Tokens of one call, or of many summed, in Purser's convention:
 * - `inputTokens` is the whole input. `cachedInputTokens` (read from cache), `cacheWriteTokens` (written for five minutes, or
 *   the provider's only cache write) and `cacheWrite1hTokens` (written for an hour) are disjoint parts of it.
 * - `outputTokens` is the whole output. `reasoningTokens` is a part of it.
 */
export type TokenCounts = {
  readonly inputTokens: bigint;
  readonly cachedInputTokens: bigint;
  readonly cacheWriteTokens: bigint;
  readonly cacheWrite1hTokens: bigint;
  readonly outputTokens: bigint;
  readonly reasoningTokens: bigint;
};

/** No tokens at all; spread over it to state only some counts. */
export const noTokens: TokenCounts = {
  inputTokens: 0n,
  cachedInputTokens: 0n,
  cacheWriteTokens: 0n,
  cacheWrite1hTokens: 0n,
  outputTokens: 0n,
  reasoningTokens: 0n,
};

/** What is wrong with the counts of one call, as a field and a sentence; null when each is 0 or more and no part exceeds its whole. */
export function tokenCountsProblem(tokens: TokenCounts): { field: keyof TokenCounts; message: string } | null {
  for (const field of Object.keys(noTokens) as (keyof TokenCounts)[]) {
    if (tokens[field] < 0n) return { field, message: `${field} is negative (${tokens[field]}).` };
  }
  const parts = tokens.cachedInputTokens + tokens.cacheWriteTokens + tokens.cacheWrite1hTokens;
  if (parts > tokens.inputTokens) {
    return {
      field: "inputTokens",
      message: `cachedInputTokens, cacheWriteTokens and cacheWrite1hTokens (${parts} together) exceed inputTokens (${tokens.inputTokens}). inputTokens counts the whole input, cached parts included.`,
    };
  }
  if (tokens.reasoningTokens > tokens.outputTokens) {
    return {
      field: "reasoningTokens",
      message: `reasoningTokens (${tokens.reasoningTokens}) exceed outputTokens (${tokens.outputTokens}). outputTokens counts the whole output, reasoning included.`,
    };
  }
  return null;
}
