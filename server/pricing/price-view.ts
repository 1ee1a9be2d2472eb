import { toDecimalString } from "#server/money/amount.ts";
import type { TokenPrice, TokenPrices } from "./token-price.ts";

/** What each kind of token costs: dollars per million as exact decimal text. Null: no price is known for that side. */
export type KindPrices = {
  readonly input: string | null;
  readonly output: string | null;
  readonly cacheRead: string | null;
  readonly cacheWrite: string | null;
  readonly cacheWrite1h: string | null;
  readonly reasoning: string | null;
};

/** A price as it is shown. What a price list leaves out stands here as what it comes to: a cache read at the input price. */
export type PriceView = KindPrices & {
  readonly id: string;
  /** `organization`, `platform` or `genai-prices <release>`. */
  readonly source: string;
  /** What the price is listed under, which may be another name than was asked for. */
  readonly provider: string;
  readonly model: string;
  /** ISO 8601 UTC; null where the list states no date. */
  readonly effectiveFrom: string | null;
  /** The hours of the UTC day it holds in, `00:30Z-16:30Z`; null for all day. */
  readonly hours: string | null;
  readonly tiers: (KindPrices & { readonly aboveInputTokens: number })[];
  /** Dollars a call on top of its tokens; null nearly everywhere. */
  readonly perCall: string | null;
  /** Above $1,000 per million: probably a unit error. */
  readonly suspect: boolean;
};

/** A compiled price in decimal text. */
export function priceView(price: TokenPrice): PriceView {
  return {
    id: price.priceId,
    source: price.priceSource,
    provider: price.provider,
    model: price.model,
    effectiveFrom: price.effectiveFrom?.toISOString() ?? null,
    hours: price.hours,
    ...kindPrices(price.base),
    tiers: price.tiers.map((tier) => ({ aboveInputTokens: Number(tier.aboveInputTokens), ...kindPrices(tier) })),
    perCall: price.perCall === 0n ? null : toDecimalString(price.perCall / 1_000_000n),
    suspect: price.suspect,
  };
}

function kindPrices({ input, output }: TokenPrices): KindPrices {
  const dollars = (nanos: bigint | undefined) => (nanos === undefined ? null : toDecimalString(nanos));
  return {
    input: dollars(input?.uncached),
    output: dollars(output?.text),
    cacheRead: dollars(input?.cached),
    cacheWrite: dollars(input?.cacheWrite),
    cacheWrite1h: dollars(input?.cacheWrite1h),
    reasoning: dollars(output?.reasoning),
  };
}
