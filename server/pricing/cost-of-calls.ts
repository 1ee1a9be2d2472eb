import type { NanoDollars } from "#server/money/amount.ts";
import type { TokenCounts } from "#server/money/token-counts.ts";
import { costOfCall } from "./cost.ts";
import { pricesFor, type TokenPrice } from "./token-price.ts";

/** Tokens of many calls, all of whose whole inputs reach the same context tier of every price in question. */
export type CallSums = TokenCounts & {
  readonly calls: bigint;
  /** The input of any one of them decides the tier. */
  readonly inputOfOne: bigint;
};

/**
 * What many calls cost at one price, in nano-dollars: as `costOfCall`, rounded once for all of them, so within half a
 * nano-dollar of the exact cost, and within half a nano-dollar a call of what the calls cost one by one. Null where tokens
 * of a side have no price.
 */
export function costOfCalls(price: TokenPrice, sums: CallSums): NanoDollars | null {
  const base = pricesFor(price, sums.inputOfOne);
  return costOfCall({ ...price, base, tiers: [], perCall: price.perCall * sums.calls }, sums);
}

/** The marks of all context tiers of some prices, rising: calls between two of them cost the same a token at each price. */
export function tierMarks(prices: Iterable<TokenPrice>): bigint[] {
  const marks = new Set([...prices].flatMap(({ tiers }) => tiers.map(({ aboveInputTokens }) => aboveInputTokens)));
  return [...marks].sort((a, b) => (a < b ? -1 : 1));
}
