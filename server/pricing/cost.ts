import { AppError } from "#server/errors.ts";
import { divideHalfEven, type NanoDollars } from "#server/money/amount.ts";
import { type TokenCounts, tokenCountsProblem } from "#server/money/token-counts.ts";
import { pricesFor, type TokenPrice } from "./token-price.ts";

const million = 1_000_000n;

/**
 * Cost of one call in nano-dollars: Σ tokens × price per million, divided by a million **once**, half to even. One rounding
 * for the call keeps it within half a nano-dollar of the exact cost; rounding each kind could lose several.
 *
 * The whole call is priced at the context tier that its whole input (cached and written parts included) reaches; reasoning is
 * priced inside output, not on top. Null when the call has input or output tokens and no price for that side is known.
 *
 * @throws AppError `validation_failed` when a count is negative or a part exceeds its whole.
 */
export function costOfCall(price: TokenPrice, tokens: TokenCounts): NanoDollars | null {
  const uncached = tokens.inputTokens - tokens.cachedInputTokens - tokens.cacheWriteTokens - tokens.cacheWrite1hTokens;
  const text = tokens.outputTokens - tokens.reasoningTokens;
  if (uncached < 0n || text < 0n || hasNegative(tokens)) refuse(tokens);

  const { input, output } = pricesFor(price, tokens.inputTokens);
  let scaled = price.perCall;
  if (tokens.inputTokens > 0n) {
    if (input === null) return null;
    scaled +=
      uncached * input.uncached +
      tokens.cachedInputTokens * input.cached +
      tokens.cacheWriteTokens * input.cacheWrite +
      tokens.cacheWrite1hTokens * input.cacheWrite1h;
  }
  if (tokens.outputTokens > 0n) {
    if (output === null) return null;
    scaled += text * output.text + tokens.reasoningTokens * output.reasoning;
  }
  return divideHalfEven(scaled, million);
}

function hasNegative(tokens: TokenCounts): boolean {
  return (
    tokens.cachedInputTokens < 0n ||
    tokens.cacheWriteTokens < 0n ||
    tokens.cacheWrite1hTokens < 0n ||
    tokens.reasoningTokens < 0n
  );
}

function refuse(tokens: TokenCounts): never {
  throw new AppError(
    "validation_failed",
    tokenCountsProblem(tokens)?.message ?? "The token counts contradict each other.",
  );
}
