import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChargedUsage } from "#server/ledger/stream-charges.ts";
import { costOfCall } from "#server/pricing/cost.ts";
import { pricesFor, type TokenPrice, type TokenPrices } from "#server/pricing/token-price.ts";
import { splitCharge, tokenKinds, tokensOf } from "./split-charge.ts";

const level = (input: bigint, output: bigint): TokenPrices => ({
  input: { uncached: input, cached: input / 10n, cacheWrite: (input * 5n) / 4n, cacheWrite1h: input * 2n },
  output: { text: output, reasoning: output },
});
const price: TokenPrice = {
  priceId: "genai-prices:acme/one",
  priceSource: "genai-prices 0.1.8",
  provider: "acme",
  model: "one",
  effectiveFrom: null,
  hours: null,
  base: level(3_000_000_000n, 15_000_000_000n),
  tiers: [{ ...level(6_000_000_000n, 22_500_000_000n), aboveInputTokens: 200_000n }],
  perCall: 0n,
  suspect: false,
};
const usage: ChargedUsage = {
  day: "2026-11-03",
  projectId: "web",
  projectName: "Web",
  agentId: "coder",
  agentName: null,
  agentType: "implementation",
  provider: "acme",
  model: "one",
  serviceTier: null,
  effort: null,
  tags: null,
  costSource: "priced",
  priceId: price.priceId,
  correction: null,
  tier: 0,
  calls: 1n,
  costNanos: 0n,
  input: 0n,
  cachedInput: 0n,
  cacheWrite: 0n,
  cacheWrite1h: 0n,
  output: 0n,
  reasoning: 0n,
};
const lines = (of: Partial<ChargedUsage>, by: TokenPrice | null = price) =>
  splitCharge({ ...usage, ...of }, by).map(({ meter, quantity, unitPrice, cost }) => [
    meter,
    quantity,
    unitPrice,
    cost,
  ]);

test("a line for each kind that was used, at its price", () => {
  const of = { input: 500_000n, cachedInput: 8_000_000n, cacheWrite: 2_000_000n, output: 1_500_000n };
  const costNanos = 1_500_000_000n + 2_400_000_000n + 7_500_000_000n + 22_500_000_000n;
  expect(lines({ ...of, costNanos })).toEqual([
    ["input", 500_000n, 3_000_000_000n, 1_500_000_000_000_000n],
    ["cachedInput", 8_000_000n, 300_000_000n, 2_400_000_000_000_000n],
    ["cacheWrite", 2_000_000n, 3_750_000_000n, 7_500_000_000_000_000n],
    ["output", 1_500_000n, 15_000_000_000n, 22_500_000_000_000_000n],
  ]);
  expect(lines({ input: 300_000n, tier: 1, costNanos: 1_800_000_000n })).toEqual([
    ["input", 300_000n, 6_000_000_000n, 1_800_000_000_000_000n],
  ]);
});

test("what rounding each call came to is a line of its own", () => {
  const fine = { ...price, base: level(14_500_000n, 1n), tiers: [] };
  expect(lines({ calls: 2n, input: 3n, costNanos: 43n }, fine)).toEqual([
    ["input", 3n, 14_500_000n, 43_500_000n],
    ["rounding", 2n, null, -500_000n],
  ]);
});

test("a cost that is not tokens times a known price is not split", () => {
  const of = { calls: 3n, input: 10n, output: 5n, costNanos: 12_345n };
  const whole = 12_345_000_000n;
  expect(lines({ ...of, costSource: "reported", priceId: null })).toEqual([["reportedCost", 3n, null, whole]]);
  expect(lines(of, null)).toEqual([["recordedCost", 3n, null, whole]]);
  expect(lines(of)).toEqual([["recordedCost", 3n, null, whole]]);
});

test("without a price tokens are shown, at no cost; without tokens, the call is", () => {
  const of = { costSource: "unpriced", priceId: null } as const;
  expect(lines({ ...of, input: 10n, reasoning: 5n })).toEqual([
    ["input", 10n, null, 0n],
    ["reasoning", 5n, null, 0n],
  ]);
  expect(lines(of)).toEqual([["input", 0n, null, 0n]]);
  expect(lines({})).toEqual([["input", 0n, 3_000_000_000n, 0n]]);
  expect(lines({ calls: 4n, costNanos: 20_000_000n }, { ...price, perCall: 5_000_000_000_000n })).toEqual([
    ["request", 4n, 5_000_000_000_000n, 20_000_000_000_000n],
  ]);
});

const count = fc.bigInt(0n, 2_000_000n);
const calls = fc.array(
  fc.record({ fresh: count, cached: count, written: count, written1h: count, text: count, reasoning: count }),
  { minLength: 1, maxLength: 30 },
);

test("whatever the calls and prices, lines are tokens × price exactly and sum to what was recorded", () => {
  const amount = fc.bigInt(0n, 20_000_000_000n);
  const check = fc.property(calls, amount, amount, amount, (recorded, input, output, perCall) => {
    const by = {
      ...price,
      base: level(input, output),
      perCall,
      tiers: [{ ...level(input * 2n, output), aboveInputTokens: 3_000_000n }],
    };
    for (const tier of [0, 1]) {
      const counts = recorded
        .map((call) => ({
          inputTokens: call.fresh + call.cached + call.written + call.written1h,
          cachedInputTokens: call.cached,
          cacheWriteTokens: call.written,
          cacheWrite1hTokens: call.written1h,
          outputTokens: call.text + call.reasoning,
          reasoningTokens: call.reasoning,
        }))
        .filter(({ inputTokens }) => (pricesFor(by, inputTokens) === by.base ? 0 : 1) === tier);
      if (counts.length === 0) continue;
      const sum = (of: (call: (typeof counts)[number]) => bigint) => counts.reduce((all, call) => all + of(call), 0n);
      const group: ChargedUsage = {
        ...usage,
        tier,
        calls: BigInt(counts.length),
        costNanos: sum((call) => costOfCall(by, call) ?? 0n),
        input: sum((c) => c.inputTokens - c.cachedInputTokens - c.cacheWriteTokens - c.cacheWrite1hTokens),
        cachedInput: sum((c) => c.cachedInputTokens),
        cacheWrite: sum((c) => c.cacheWriteTokens),
        cacheWrite1h: sum((c) => c.cacheWrite1hTokens),
        output: sum((c) => c.outputTokens - c.reasoningTokens),
        reasoning: sum((c) => c.reasoningTokens),
      };
      const split = splitCharge(group, by);
      expect(split.reduce((all, { cost }) => all + cost, 0n)).toBe(group.costNanos * 1_000_000n);
      for (const line of split) {
        if (line.meter === "rounding") expect(line.cost * line.cost <= (group.calls * 500_000n) ** 2n).toBe(true);
        else expect(line.cost).toBe(line.quantity * (line.unitPrice ?? -1n));
      }
      const tokens = split.filter(({ meter }) => (tokenKinds as readonly string[]).includes(meter));
      expect(tokens.reduce((all, { quantity }) => all + quantity, 0n)).toBe(tokensOf(group));
    }
  });
  fc.assert(check, { numRuns: 300 });
});
