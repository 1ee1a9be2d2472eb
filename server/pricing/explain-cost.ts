import type { NanoDollars } from "#server/money/amount.ts";
import type { TokenCounts } from "#server/money/token-counts.ts";
import { costOfCall } from "./cost.ts";
import { pricesFor, type TokenPrice } from "./token-price.ts";

export type CostLineKind = "input" | "cachedInput" | "cacheWrite" | "cacheWrite1h" | "output" | "reasoning" | "call";

/** `quantity` tokens (or 1 call) at `pricePerMillion` nano-dollars per million make `costNanos`. */
export type CostLine = {
  readonly kind: CostLineKind;
  readonly quantity: bigint;
  readonly pricePerMillion: NanoDollars;
  readonly costNanos: NanoDollars;
};

export type CostExplanation = {
  readonly price: TokenPrice;
  readonly costNanos: NanoDollars;
  /** The mark of the context tier that priced the call; null at base prices. */
  readonly aboveInputTokens: bigint | null;
  /** What costs, by kind; kinds without tokens are left out. The costs sum to `costNanos` exactly. */
  readonly lines: readonly CostLine[];
};

const million = 1_000_000n;

/**
 * Why a call costs what it costs: tokens × price by kind, in nano-dollars. A call is rounded once, so its lines are cut to
 * whole nano-dollars by the largest remainder and sum to the cost of the ledger. Null where `costOfCall` is null.
 *
 * @throws AppError as `costOfCall`.
 */
export function explainCost(price: TokenPrice, tokens: TokenCounts): CostExplanation | null {
  const costNanos = costOfCall(price, tokens);
  if (costNanos === null) return null;
  const prices = pricesFor(price, tokens.inputTokens);
  const { input, output } = prices;
  const uncached = tokens.inputTokens - tokens.cachedInputTokens - tokens.cacheWriteTokens - tokens.cacheWrite1hTokens;

  const kinds: [CostLineKind, bigint, NanoDollars | undefined][] = [
    ["input", uncached, input?.uncached],
    ["cachedInput", tokens.cachedInputTokens, input?.cached],
    ["cacheWrite", tokens.cacheWriteTokens, input?.cacheWrite],
    ["cacheWrite1h", tokens.cacheWrite1hTokens, input?.cacheWrite1h],
    ["output", tokens.outputTokens - tokens.reasoningTokens, output?.text],
    ["reasoning", tokens.reasoningTokens, output?.reasoning],
    ["call", price.perCall > 0n ? 1n : 0n, price.perCall],
  ];
  const lines = kinds
    .filter(([, quantity]) => quantity > 0n)
    .map(([kind, quantity, pricePerMillion = 0n]) => ({ kind, quantity, pricePerMillion }));

  const aboveInputTokens = price.tiers.find((tier) => tier === prices)?.aboveInputTokens ?? null;
  return { price, costNanos, aboveInputTokens, lines: shareOut(lines, costNanos) };
}

function shareOut(lines: Omit<CostLine, "costNanos">[], costNanos: NanoDollars): CostLine[] {
  const cut = lines.map((line, index) => {
    const scaled = line.quantity * line.pricePerMillion;
    return { line, index, costNanos: scaled / million, remainder: scaled % million };
  });
  let left = costNanos - cut.reduce((sum, { costNanos: nanos }) => sum + nanos, 0n);
  for (const part of [...cut].sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index)) {
    if (left === 0n) break;
    part.costNanos += 1n;
    left -= 1n;
  }
  return cut.map(({ line, costNanos: nanos }) => ({ ...line, costNanos: nanos }));
}
