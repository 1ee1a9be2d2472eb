import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noTokens, type TokenCounts } from "#server/money/token-counts.ts";
import { costOfCall } from "./cost.ts";
import { explainCost } from "./explain-cost.ts";
import type { TokenPrice, TokenPrices } from "./token-price.ts";

function price(base: TokenPrices, tiers: TokenPrice["tiers"] = [], perCall = 0n): TokenPrice {
  return {
    priceId: "test",
    priceSource: "platform",
    provider: "acme",
    model: "acme-1",
    effectiveFrom: null,
    hours: null,
    base,
    tiers,
    perCall,
    suspect: false,
  };
}

const flat = (nanos: bigint): TokenPrices => ({
  input: { uncached: nanos, cached: nanos, cacheWrite: nanos, cacheWrite1h: nanos },
  output: { text: nanos, reasoning: nanos },
});

const dollar = 1_000_000_000n;

const nanos = fc.bigInt({ min: 0n, max: 10n ** 12n });
const levels = fc.record({
  input: fc.record({ uncached: nanos, cached: nanos, cacheWrite: nanos, cacheWrite1h: nanos }),
  output: fc.record({ text: nanos, reasoning: nanos }),
});
const prices = fc
  .tuple(levels, fc.uniqueArray(fc.bigInt({ min: 0n, max: 2_000_000n }), { maxLength: 3 }), fc.array(levels), nanos)
  .map(([base, marks, tierLevels, perCall]) =>
    price(
      base,
      marks
        .sort((a, b) => Number(a - b))
        .map((aboveInputTokens, index) => ({ aboveInputTokens, ...(tierLevels[index] ?? base) })),
      perCall,
    ),
  );
const count = fc.bigInt({ min: 0n, max: 1_000_000n });
const calls: fc.Arbitrary<TokenCounts> = fc
  .tuple(count, count, count, count, count, count)
  .map(([uncached, cached, written, written1h, text, reasoning]) => ({
    inputTokens: uncached + cached + written + written1h,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    cacheWrite1hTokens: written1h,
    outputTokens: text + reasoning,
    reasoningTokens: reasoning,
  }));

describe("rounding", () => {
  test.each([
    // price per million, input tokens, output tokens → nano-dollars
    [500_000n, 1n, 0n, 0n],
    [500_000n, 3n, 0n, 2n],
    [500_000n, 5n, 0n, 2n],
    [500_001n, 1n, 0n, 1n],
    // each side alone would be cut to 0: the call is rounded once
    [300_000n, 1n, 1n, 1n],
    [2_800_000n, 1n, 0n, 3n],
  ])("at %s per million, %s and %s tokens cost %s nano-dollars", (perMillion, inputTokens, outputTokens, cost) => {
    expect(costOfCall(price(flat(perMillion)), { ...noTokens, inputTokens, outputTokens })).toBe(cost);
  });

  test("the largest call that is accepted is priced exactly", () => {
    const tokens = { ...noTokens, inputTokens: 10n ** 12n, outputTokens: 10n ** 12n };
    expect(costOfCall(price(flat(10n ** 12n)), tokens)).toBe(2n * 10n ** 18n);
  });

  test("property: within half a nano-dollar of the exact cost", () => {
    fc.assert(
      fc.property(levels, calls, (base, tokens) => {
        const { input, output } = base;
        const exact =
          (tokens.inputTokens - tokens.cachedInputTokens - tokens.cacheWriteTokens - tokens.cacheWrite1hTokens) *
            input.uncached +
          tokens.cachedInputTokens * input.cached +
          tokens.cacheWriteTokens * input.cacheWrite +
          tokens.cacheWrite1hTokens * input.cacheWrite1h +
          (tokens.outputTokens - tokens.reasoningTokens) * output.text +
          tokens.reasoningTokens * output.reasoning;
        const off = exact - (costOfCall(price(base), tokens) ?? -1n) * 1_000_000n;
        expect(off <= 500_000n && off >= -500_000n).toBe(true);
      }),
    );
  });
});

test("property: more tokens of any kind never cost less, within one tier", () => {
  const kinds = Object.keys(noTokens) as (keyof TokenCounts)[];
  fc.assert(
    fc.property(levels, calls, fc.constantFrom(...kinds), count, (base, tokens, kind, more) => {
      const grown = { ...tokens, [kind]: tokens[kind] + more };
      // a part grows with its whole
      if (kind === "reasoningTokens") grown.outputTokens += more;
      else if (kind !== "outputTokens" && kind !== "inputTokens") grown.inputTokens += more;
      const before = costOfCall(price(base), tokens) ?? -1n;
      expect((costOfCall(price(base), grown) ?? -2n) >= before).toBe(true);
    }),
  );
});

test("property: at one price for all, only the wholes count", () => {
  fc.assert(
    fc.property(nanos, calls, (perMillion, tokens) => {
      const wholes = { ...noTokens, inputTokens: tokens.inputTokens, outputTokens: tokens.outputTokens };
      expect(costOfCall(price(flat(perMillion)), tokens)).toBe(costOfCall(price(flat(perMillion)), wholes));
    }),
  );
});

test("property: a call is priced as if the tier that its whole input reaches were the only price", () => {
  fc.assert(
    fc.property(prices, calls, (tiered, tokens) => {
      const reached = tiered.tiers.filter((tier) => tokens.inputTokens > tier.aboveInputTokens).at(-1) ?? tiered.base;
      expect(costOfCall(tiered, tokens)).toBe(costOfCall(price(reached, [], tiered.perCall), tokens));
    }),
  );
});

test("property: the explanation sums to the cost, line by line at its own price", () => {
  fc.assert(
    fc.property(prices, calls, (tiered, tokens) => {
      const explained = explainCost(tiered, tokens);
      expect(explained?.costNanos).toBe(costOfCall(tiered, tokens));
      expect(explained?.lines.reduce((sum, line) => sum + line.costNanos, 0n)).toBe(explained?.costNanos);
      for (const line of explained?.lines ?? []) {
        const off = line.quantity * line.pricePerMillion - line.costNanos * 1_000_000n;
        expect(off < 1_000_000n && off > -1_000_000n).toBe(true);
      }
    }),
  );
});

test("an explanation names kinds, prices and the tier", () => {
  const long = { aboveInputTokens: 100n, ...flat(6_000_000_000n) };
  const tokens = { ...noTokens, inputTokens: 200n, cachedInputTokens: 50n, outputTokens: 10n, reasoningTokens: 10n };
  const explained = explainCost(price(flat(3_000_000_000n), [long], 5_000_000_000_000n), tokens);
  expect(explained?.aboveInputTokens).toBe(100n);
  expect(explained?.lines).toEqual([
    { kind: "input", quantity: 150n, pricePerMillion: 6_000_000_000n, costNanos: 900_000n },
    { kind: "cachedInput", quantity: 50n, pricePerMillion: 6_000_000_000n, costNanos: 300_000n },
    { kind: "reasoning", quantity: 10n, pricePerMillion: 6_000_000_000n, costNanos: 60_000n },
    { kind: "call", quantity: 1n, pricePerMillion: 5_000_000_000_000n, costNanos: 5_000_000n },
  ]);
});

test("without a price for a side, tokens of that side make the call unpriced", () => {
  const inputOnly = price({ ...flat(dollar), output: null });
  expect(costOfCall(inputOnly, { ...noTokens, inputTokens: 1_000_000n })).toBe(dollar);
  expect(costOfCall(inputOnly, { ...noTokens, outputTokens: 1n })).toBeNull();
  expect(explainCost(inputOnly, { ...noTokens, outputTokens: 1n })).toBeNull();
});

test.each<[string, Partial<TokenCounts>, RegExp]>([
  ["cached above input", { inputTokens: 1n, cachedInputTokens: 2n }, /exceed inputTokens/],
  ["cache writes above input", { inputTokens: 2n, cacheWriteTokens: 1n, cacheWrite1hTokens: 2n }, /exceed inputTokens/],
  ["reasoning above output", { outputTokens: 1n, reasoningTokens: 2n }, /exceed outputTokens/],
  ["negative input", { inputTokens: -1n }, /negative/],
  ["a negative part", { inputTokens: 5n, cachedInputTokens: -1n }, /negative/],
  ["negative reasoning", { reasoningTokens: -1n }, /negative/],
])("%s is refused", (_what, counts, message) => {
  expect(() => costOfCall(price(flat(1n)), { ...noTokens, ...counts })).toThrow(message);
});
