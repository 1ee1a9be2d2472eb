import { expect, test } from "vitest";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { createPriceBook } from "#server/pricing/price-book.ts";
import { comparison } from "./compared-models.ts";
import { comparisonModels } from "./comparison-models.ts";

const now = new Date("2026-11-22T12:00:00Z");

test("every model that is compared with is sold today, by whom it is said to be", async () => {
  const book = createPriceBook({ catalogue: await loadCatalogue() });
  const { models } = await comparison(book, [], now);
  expect(models.map(({ listedAs }) => listedAs)).toEqual(comparisonModels);
  for (const { prices, contextWindow } of models) {
    expect(prices.every(({ base }) => base.input !== null && base.output !== null)).toBe(true);
    expect(contextWindow ?? 1_000_000).toBeGreaterThan(100_000);
  }
});

test("a model that the organisation calls by another name stands there once, by that name", async () => {
  const book = createPriceBook({ catalogue: await loadCatalogue() });
  const dated = { provider: "anthropic", model: "claude-haiku-4-5-20251001" };
  const { models, find } = await comparison(book, [dated, { provider: "vllm", model: "own" }], now);
  expect(models).toHaveLength(comparisonModels.length);
  const haiku = models.filter(({ listedAs }) => listedAs.model === "claude-haiku-4-5");
  expect(haiku).toMatchObject([{ ...dated, usedHere: true, rank: 2 }]);
  expect(find(dated)?.prices).toHaveLength(1);
  expect(find({ provider: "vllm", model: "own" })).toBeUndefined();
});

test("a price that changes with the hour counts with each of the day", async () => {
  const book = createPriceBook({ catalogue: await loadCatalogue() });
  const { find } = await comparison(book, [{ provider: "deepseek", model: "deepseek-v4-flash" }], now);
  expect(find({ provider: "deepseek", model: "deepseek-v4-flash" })?.prices.length).toBeGreaterThan(1);
});
