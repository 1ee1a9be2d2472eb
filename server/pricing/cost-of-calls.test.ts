import fc from "fast-check";
import { expect, test } from "vitest";
import { noTokens } from "#server/money/token-counts.ts";
import { costOfCall } from "./cost.ts";
import { costOfCalls, tierMarks } from "./cost-of-calls.ts";
import type { TokenPrice, TokenPrices } from "./token-price.ts";

const level = (input: bigint): TokenPrices => ({
  input: { uncached: input, cached: input / 10n, cacheWrite: (input * 5n) / 4n, cacheWrite1h: input * 2n },
  output: { text: input * 5n, reasoning: input * 5n },
});
const price = (tiers: TokenPrice["tiers"], perCall = 0n): TokenPrice => ({
  priceId: "p",
  priceSource: "test",
  provider: "p",
  model: "m",
  effectiveFrom: null,
  hours: null,
  base: level(3_000_001n),
  tiers,
  perCall,
  suspect: false,
});
const tiered = price([{ aboveInputTokens: 200_000n, ...level(6_000_003n) }], 5_000_000_000n);

const call = fc
  .tuple(fc.bigInt({ min: 1n, max: 900_000n }), fc.bigInt({ min: 0n, max: 90_000n }), fc.integer({ min: 0, max: 100 }))
  .map(([inputTokens, outputTokens, percent]) => ({
    ...noTokens,
    inputTokens,
    outputTokens,
    cachedInputTokens: (inputTokens * BigInt(percent)) / 100n,
  }));

test("property: many calls of one tier cost what each of them costs, within half a nano-dollar a call", () => {
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 30 }), (calls) => {
      for (const group of Map.groupBy(calls, ({ inputTokens }) => inputTokens > 200_000n).values()) {
        const sum = (pick: (each: (typeof group)[number]) => bigint) =>
          group.reduce((total, each) => total + pick(each), 0n);
        const sums = {
          ...noTokens,
          calls: BigInt(group.length),
          inputOfOne: group[0]?.inputTokens ?? 0n,
          inputTokens: sum(({ inputTokens }) => inputTokens),
          outputTokens: sum(({ outputTokens }) => outputTokens),
          cachedInputTokens: sum(({ cachedInputTokens }) => cachedInputTokens),
        };
        const oneByOne = group.reduce((sum, each) => sum + (costOfCall(tiered, each) ?? -1n), 0n);
        const off = (costOfCalls(tiered, sums) ?? -1n) - oneByOne;
        expect(2n * (off < 0n ? -off : off)).toBeLessThanOrEqual(sums.calls + 1n);
      }
    }),
  );
});

test("marks of all prices, each once, rising", () => {
  const other = price([128_000n, 200_000n].map((aboveInputTokens) => ({ aboveInputTokens, ...level(1n) })));
  expect(tierMarks([tiered, other, price([])])).toEqual([128_000n, 200_000n]);
});
