import { describe, expect, test } from "vitest";
import { noTokens, type TokenCounts } from "#server/money/token-counts.ts";
import { costOfCall } from "./cost.ts";
import { compilePriceRow, type PriceRow, readPriceTiers, writePriceTiers } from "./price-row.ts";

const dollar = 1_000_000_000n;
const base: PriceRow = {
  id: "row",
  orgId: "acme",
  provider: "acme",
  model: "acme-1",
  effectiveFrom: new Date("2026-01-01Z"),
  input: 4n * dollar,
  output: 20n * dollar,
  cacheRead: null,
  cacheWrite: null,
  cacheWrite1h: null,
  tiers: [],
};

/** Dollars for a million tokens of one kind, in a call of that many input tokens. */
function perMillion(row: PriceRow, kind: keyof TokenCounts, inputTokens = 1_000_000n): number {
  const isInput = kind !== "outputTokens" && kind !== "reasoningTokens";
  const whole = isInput ? { inputTokens } : { inputTokens, outputTokens: inputTokens };
  const call = { ...noTokens, ...whole, [kind]: inputTokens };
  const rest = isInput ? 0n : (costOfCall(compilePriceRow(row), { ...noTokens, inputTokens }) ?? 0n);
  return Number(((costOfCall(compilePriceRow(row), call) ?? 0n) - rest) * 1_000_000n) / Number(inputTokens * dollar);
}

describe("what a row leaves out", () => {
  test("caches cost the input price, reasoning the output price", () => {
    expect(perMillion(base, "cachedInputTokens")).toBe(4);
    expect(perMillion(base, "cacheWriteTokens")).toBe(4);
    expect(perMillion(base, "cacheWrite1hTokens")).toBe(4);
    expect(perMillion(base, "reasoningTokens")).toBe(20);
  });

  test("one-hour writes cost the write price, of Claude twice the input price, unless stated", () => {
    const written = { ...base, cacheWrite: 5n * dollar };
    expect(perMillion(written, "cacheWrite1hTokens")).toBe(5);
    expect(perMillion({ ...written, model: "Claude-Next" }, "cacheWrite1hTokens")).toBe(8);
    expect(perMillion({ ...written, model: "claude-next", cacheWrite1h: 7n * dollar }, "cacheWrite1hTokens")).toBe(7);
  });

  test("a price of 0 is stated, not left out", () => {
    expect(perMillion({ ...base, cacheRead: 0n }, "cachedInputTokens")).toBe(0);
  });
});

describe("what a tier leaves out", () => {
  const cached = { ...base, cacheRead: dollar, cacheWrite: 5n * dollar };
  const above = 2_000_000n;
  const tiered = (tier: object, row = cached) => ({ ...row, tiers: [{ aboveInputTokens: 1_000_000, ...tier }] });

  test("nothing changes up to the mark, everything of the call above it", () => {
    const row = tiered({
      input: "8000000000",
      output: "30000000000",
      cacheRead: "2000000000",
      cacheWrite: "9000000000",
    });
    expect(perMillion(row, "inputTokens", 1_000_000n)).toBe(4);
    expect(perMillion(row, "inputTokens", 1_000_001n)).toBe(8);
    expect(perMillion(row, "cachedInputTokens", above)).toBe(2);
    expect(perMillion(row, "cacheWriteTokens", above)).toBe(9);
    expect(perMillion(row, "cacheWrite1hTokens", above)).toBe(9);
    expect(perMillion(row, "outputTokens", above)).toBe(30);
  });

  test("with an input price of its own, caches cost that; output stays", () => {
    const row = tiered({ input: "8000000000" });
    expect(perMillion(row, "cachedInputTokens", above)).toBe(8);
    expect(perMillion(row, "cacheWriteTokens", above)).toBe(8);
    expect(perMillion(row, "outputTokens", above)).toBe(20);
  });

  test("without one, input and caches stay", () => {
    const row = tiered({ output: "30000000000" });
    expect(perMillion(row, "inputTokens", above)).toBe(4);
    expect(perMillion(row, "cachedInputTokens", above)).toBe(1);
    expect(perMillion(row, "cacheWriteTokens", above)).toBe(5);
    expect(perMillion(row, "outputTokens", above)).toBe(30);
  });

  test("the highest tier that is reached counts, in whatever order they are written", () => {
    const tiers = [
      { aboveInputTokens: 500_000, input: "7000000000" },
      { aboveInputTokens: 100_000, input: "6000000000" },
    ];
    expect([100_000n, 100_001n, 500_001n].map((count) => perMillion({ ...base, tiers }, "inputTokens", count))).toEqual(
      [4, 6, 7],
    );
  });
});

test("tiers survive the database's JSON", () => {
  const tiers = readPriceTiers([{ aboveInputTokens: 200_000, input: "6000000000", output: "22500000000" }]);
  expect(tiers[0]).toMatchObject({ input: 6n * dollar, output: 22_500_000_000n });
  expect(readPriceTiers(JSON.parse(JSON.stringify(writePriceTiers(tiers))))).toEqual(tiers);
  expect(() => readPriceTiers([{ aboveInputTokens: 1, input: 6 }])).toThrow();
  expect(() => readPriceTiers("[]")).toThrow();
});
