import type { ChargedUsage } from "#server/ledger/stream-charges.ts";
import type { TokenPrice, TokenPrices } from "#server/pricing/token-price.ts";

/** What a charge meters: tokens of one kind, calls, or the cost itself where only that is known. */
export type Meter = TokenKind | "request" | "reportedCost" | "recordedCost" | "rounding" | "repricing";

export type TokenKind = "input" | "cachedInput" | "cacheWrite" | "cacheWrite1h" | "output" | "reasoning";

/**
 * One charge of a group of like calls. `quantity` tokens, or calls, at `unitPrice` nano-dollars per million cost
 * `cost`, in millionths of a nano-dollar (1e-15 USD): so fine that quantity × price is never rounded. Without a known price
 * `unitPrice` is null.
 */
export type ChargeLine = { meter: Meter; quantity: bigint; unitPrice: bigint | null; cost: bigint };

/** Millionths of a nano-dollar in one nano-dollar. */
const fine = 1_000_000n;

/**
 * What a group of like calls was charged for, by kind of token. The lines sum to the ledger's cost of the calls exactly.
 *
 * - Priced: tokens × price of each kind, unrounded. Each call was rounded to a nano-dollar when it was recorded; what that
 *   came to is a line of its own, where it is not 0.
 * - Reported by the caller, so that nobody knows how it is made up, or priced by a price that is no longer listed: one line.
 * - Unpriced: tokens of each kind, without a price, at no cost yet.
 * - What repricing calls of a closed month changed: the difference alone, since their tokens are in the books of that month.
 */
export function splitCharge(usage: ChargedUsage, price: TokenPrice | null): ChargeLine[] {
  const cost = usage.costNanos * fine;
  if (usage.correction === "reprice") return [{ meter: "repricing", quantity: usage.calls, unitPrice: null, cost }];
  if (usage.costSource === "unpriced") return tokenLines(usage, null);
  if (usage.costSource === "priced" && price) {
    const lines = tokenLines(usage, price);
    const rounding = cost - lines.reduce((sum, line) => sum + line.cost, 0n);
    // A call is rounded by half a nano-dollar at most. Where it is more, this is not what the calls were priced by.
    if (2n * (rounding < 0n ? -rounding : rounding) <= usage.calls * fine) {
      if (rounding === 0n) return lines;
      return [...lines, { meter: "rounding", quantity: usage.calls, unitPrice: null, cost: rounding }];
    }
  }
  const meter = usage.costSource === "reported" ? "reportedCost" : "recordedCost";
  return [{ meter, quantity: usage.calls, unitPrice: null, cost }];
}

/** All tokens of the calls: the whole input and the whole output. */
export const tokensOf = (usage: ChargedUsage): bigint => tokenKinds.reduce((sum, kind) => sum + usage[kind], 0n);

/** In the order of a bill. */
export const tokenKinds: readonly TokenKind[] = [
  "input",
  "cachedInput",
  "cacheWrite",
  "cacheWrite1h",
  "output",
  "reasoning",
];

function tokenLines(usage: ChargedUsage, price: TokenPrice | null): ChargeLine[] {
  const prices = price && (price.tiers[usage.tier - 1] ?? price.base);
  const line = (meter: Meter, quantity: bigint, unitPrice: bigint | null): ChargeLine => ({
    ...{ meter, quantity, unitPrice },
    cost: quantity * (unitPrice ?? 0n),
  });
  const lines = tokenKinds
    .filter((kind) => usage[kind] > 0n)
    .map((kind) => line(kind, usage[kind], prices && priceOfKind(prices, kind)));
  if (price && price.perCall > 0n) lines.push(line("request", usage.calls, price.perCall));
  // Calls that used nothing are charges too, of nothing.
  return lines.length > 0 ? lines : [line("input", 0n, prices && priceOfKind(prices, "input"))];
}

/** Nano-dollars per million. A side without a price has no tokens in a call that was priced. */
function priceOfKind({ input, output }: TokenPrices, kind: TokenKind): bigint | null {
  const prices = {
    input: input?.uncached,
    cachedInput: input?.cached,
    cacheWrite: input?.cacheWrite,
    cacheWrite1h: input?.cacheWrite1h,
    output: output?.text,
    reasoning: output?.reasoning,
  };
  return prices[kind] ?? null;
}
