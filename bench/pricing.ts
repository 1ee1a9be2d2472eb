import { calcPrice } from "@pydantic/genai-prices";
import { noTokens } from "#server/money/token-counts.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { createPriceBook } from "#server/pricing/price-book.ts";
import { type Figure, figure, median } from "./figure.ts";

/** Calls as they come: tiers, dated prices, caches, snapshots, a reseller; each is priced by both sides. */
const calls = [
  {
    provider: "anthropic",
    model: "claude-sonnet-4-5-20250929",
    input: 12_000,
    cached: 8_000,
    written: 500,
    output: 700,
  },
  { provider: "anthropic", model: "claude-opus-4-6", input: 240_000, cached: 200_000, written: 2_000, output: 1_500 },
  { provider: "openai", model: "gpt-5-mini-2025-08-07", input: 3_000, cached: 1_024, written: 0, output: 400 },
  { provider: "openai", model: "o3", input: 900, cached: 0, written: 0, output: 2_400 },
  { provider: "google", model: "gemini-2.5-pro", input: 210_000, cached: 0, written: 0, output: 900 },
  {
    provider: "openrouter",
    model: "anthropic/claude-3.7-sonnet",
    input: 5_000,
    cached: 4_000,
    written: 0,
    output: 300,
  },
  { provider: "deepseek", model: "deepseek-chat", input: 7_000, cached: 6_400, written: 0, output: 250 },
];
const times = ["2025-05-01T03:00:00Z", "2025-11-06T12:00:00Z", "2026-06-30T20:30:00Z"].map((time) => new Date(time));

const rounds = 15;
const callsPerRound = 4_000;

/**
 * Figure 7: microseconds to price one call, against `calcPrice` of genai-prices.
 * Rounds of the two alternate and the median of each counts, so that what else the machine does hits both alike.
 */
export async function measurePricing(): Promise<Figure> {
  const book = createPriceBook({ catalogue: await loadCatalogue() });
  const work = calls.flatMap(({ provider, model, input, cached, written, output }) =>
    times.map((occurredAt) => ({
      ours: {
        ...noTokens,
        provider,
        model,
        occurredAt,
        inputTokens: BigInt(input),
        cachedInputTokens: BigInt(cached),
        cacheWriteTokens: BigInt(written),
        outputTokens: BigInt(output),
      },
      usage: { input_tokens: input, cache_read_tokens: cached, cache_write_tokens: written, output_tokens: output },
      model,
      options: { providerId: provider, timestamp: occurredAt },
    })),
  );

  const ours = () => {
    for (let call = 0; call < callsPerRound; call += 1) {
      const { ours: entry } = work[call % work.length] ?? never();
      if (book.priceCall(entry) === null) never();
    }
  };
  const theirs = () => {
    for (let call = 0; call < callsPerRound; call += 1) {
      const { usage, model, options } = work[call % work.length] ?? never();
      if (calcPrice(usage, model, options) === null) never();
    }
  };

  ours();
  theirs();
  const values: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    values.push(microseconds(ours));
    floors.push(microseconds(theirs));
  }
  const name = "Pricing one call ÷ genai-prices";
  const definition = { id: "7", name, unit: "µs", must: 0.2, aim: 0.05, better: "lower" } as const;
  const ratios = values.map((value, round) => value / (floors[round] ?? Number.NaN));
  return figure(definition, median(values), median(floors), median(ratios));
}

function microseconds(round: () => void): number {
  const start = performance.now();
  round();
  return ((performance.now() - start) * 1000) / callsPerRound;
}

function never(): never {
  throw new Error("A call of the benchmark has no price. Choose calls that the catalogue prices.");
}
