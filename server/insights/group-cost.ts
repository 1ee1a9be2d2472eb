import type { NanoDollars } from "#server/money/amount.ts";
import { costOfCalls } from "#server/pricing/cost-of-calls.ts";
import type { TokenPrice } from "#server/pricing/token-price.ts";
import type { CallGroup } from "./agent-calls.ts";

/** How much of the input is taken to be read from cache and written to it. */
export type CacheUse = Pick<CallGroup, "cachedInputTokens" | "cacheWriteTokens" | "cacheWrite1hTokens">;

/**
 * What groups of calls cost at a price, in nano-dollars, with the cache as it was used or as `cacheUse` says. Null where
 * tokens of a side have no price.
 */
export function costOfGroups(
  price: TokenPrice,
  groups: readonly CallGroup[],
  cacheUse: (group: CallGroup) => CacheUse = (group) => group,
): NanoDollars | null {
  let sum = 0n;
  for (const group of groups) {
    const { calls, inputTokens, outputTokens, reasoningTokens, largestInput } = group;
    const tokens = { inputTokens, outputTokens, reasoningTokens, ...cacheParts(cacheUse(group)) };
    const cost = costOfCalls(price, { ...tokens, calls, inputOfOne: largestInput });
    if (cost === null) return null;
    sum += cost;
  }
  return sum;
}

const cacheParts = ({ cachedInputTokens, cacheWriteTokens, cacheWrite1hTokens }: CacheUse): CacheUse => ({
  cachedInputTokens,
  cacheWriteTokens,
  cacheWrite1hTokens,
});

/** The sum of one figure over groups. */
export function sumOf(groups: readonly CallGroup[], pick: (group: CallGroup) => bigint): bigint {
  return groups.reduce((sum, group) => sum + pick(group), 0n);
}
