import type { NanoDollars } from "#server/money/amount.ts";

/*
 * Prices in integers. Every figure is nano-dollars per million: of tokens, or of calls. So $3 per million tokens is
 * 3_000_000_000n, and the finest price that can be held is $0.000000001 per million.
 */

/** What each part of the input costs: tokens that came fresh, were read from cache, were written for 5 minutes, for an hour. */
export type InputPrices = {
  readonly uncached: NanoDollars;
  readonly cached: NanoDollars;
  readonly cacheWrite: NanoDollars;
  readonly cacheWrite1h: NanoDollars;
};

/** What each part of the output costs. Nearly everywhere reasoning costs what other output costs. */
export type OutputPrices = { readonly text: NanoDollars; readonly reasoning: NanoDollars };

/** Prices of one call. `null`: no price is known for that side, so a call with such tokens is unpriced. */
export type TokenPrices = { readonly input: InputPrices | null; readonly output: OutputPrices | null };

/** Prices of the whole call when its whole input is above the mark. */
export type ContextTier = TokenPrices & { readonly aboveInputTokens: bigint };

/** One price of one model, compiled: all that the cost of a call needs. */
export type TokenPrice = {
  /** Names the price in the ledger: the id of an own row, or `genai-prices:<provider>/<model>[@<date>][@<hours>]`. */
  readonly priceId: string;
  /** `organization`, `platform` or `genai-prices <release>`. */
  readonly priceSource: string;
  /** What the price is listed under, which may be another name than the call's. */
  readonly provider: string;
  readonly model: string;
  /** Since when it holds; null where the catalogue states no date. */
  readonly effectiveFrom: Date | null;
  /** The hours of the day it holds in, `00:30Z-16:30Z`; null for all day. */
  readonly hours: string | null;
  readonly base: TokenPrices;
  /** By rising mark. */
  readonly tiers: readonly ContextTier[];
  /** Nano-dollars per million calls, on top of the tokens; 0 nearly everywhere. */
  readonly perCall: NanoDollars;
  /** Some price is above $1,000 per million tokens: look at it, price books hold such unit errors. */
  readonly suspect: boolean;
};

/** Above this a price per million tokens is more likely a unit error than a price: $1,000. */
const suspectPrice: NanoDollars = 1_000_000_000_000n;

/** The prices that hold for a call with this much input: the highest tier whose mark it is strictly above, or the base. */
export function pricesFor(price: TokenPrice, inputTokens: bigint): TokenPrices {
  const { tiers } = price;
  for (let index = tiers.length - 1; index >= 0; index -= 1) {
    const tier = tiers[index];
    if (tier && inputTokens > tier.aboveInputTokens) return tier;
  }
  return price.base;
}

/** Whether any token price of these is above `suspectPrice`. */
export function hasSuspectPrice(levels: readonly TokenPrices[]): boolean {
  return levels.some(({ input, output }) =>
    [...Object.values(input ?? {}), ...Object.values(output ?? {})].some((nanos) => nanos > suspectPrice),
  );
}
