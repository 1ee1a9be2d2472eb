import type { NanoDollars } from "#server/money/amount.ts";
import { pricesFor, type TokenPrice } from "./token-price.ts";

const million = 1_000_000n;

/**
 * The most one call can cost at this price, in nano-dollars, rounded up: every input token at the dearest input price that
 * can apply (fresh, read from cache, or written to it) and `maxOutputTokens` at the dearest output price, at the context
 * tier its input reaches. Null when there are tokens of a side without a price.
 */
export function worstCaseCost(
  price: TokenPrice,
  { inputTokens, maxOutputTokens }: { inputTokens: bigint; maxOutputTokens: bigint },
): NanoDollars | null {
  const { input, output } = pricesFor(price, inputTokens);
  let scaled = price.perCall;
  if (inputTokens > 0n) {
    if (input === null) return null;
    scaled += inputTokens * largest([input.uncached, input.cached, input.cacheWrite, input.cacheWrite1h]);
  }
  if (maxOutputTokens > 0n) {
    if (output === null) return null;
    scaled += maxOutputTokens * largest([output.text, output.reasoning]);
  }
  return (scaled + million - 1n) / million;
}

function largest(amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
}
