import { readFileSync } from "node:fs";
import { calcPrice } from "@pydantic/genai-prices";
import { expect, test } from "vitest";
import { parseDollars } from "#server/money/amount.ts";
import { noTokens } from "#server/money/token-counts.ts";
import { catalogueVersion, loadCatalogue } from "./catalogue.ts";
import { compileCataloguePrices } from "./compile-catalogue-price.ts";
import { createPriceBook } from "./price-book.ts";

const catalogue = await loadCatalogue();

test("the release named in the ledger is the one installed", () => {
  const manifest = new URL("../../node_modules/@pydantic/genai-prices/package.json", import.meta.url);
  expect(JSON.parse(readFileSync(manifest, "utf8")).version).toBe(catalogueVersion);
});

test("every price of the catalogue compiles, and none looks like a unit error", () => {
  const compiled = catalogue.flatMap((provider) =>
    provider.models.flatMap((model) => compileCataloguePrices(provider, model)),
  );
  expect(compiled.length).toBeGreaterThan(1_500);
  expect(compiled.filter(({ price }) => price?.suspect)).toEqual([]);
});

/** Independent sum: genai-prices' own calculation in floats, for every model that it lists. */
test.each([
  ["2024-06-01T12:00:00Z", 1_000, 300, 200, 500],
  ["2025-11-06T20:00:00Z", 150_000, 100_000, 0, 2_000],
  ["2026-08-17T00:00:00Z", 199_999, 0, 10_000, 0],
  ["2026-09-15T02:30:00Z", 272_000, 1, 1, 1],
  ["2026-10-15T17:00:00Z", 1_100_000, 500_000, 50_000, 64_000],
])("on %s a call of %d tokens costs what genai-prices makes it", (at, input, cached, written, output) => {
  const book = createPriceBook({ catalogue });
  const occurredAt = new Date(at);
  const usage = {
    input_tokens: input,
    cache_read_tokens: cached,
    cache_write_tokens: written,
    output_tokens: output,
  };
  const counts = {
    inputTokens: BigInt(input),
    cachedInputTokens: BigInt(cached),
    cacheWriteTokens: BigInt(written),
    outputTokens: BigInt(output),
  };
  const differing: unknown[] = [];
  let compared = 0;
  for (const provider of catalogue) {
    for (const { id: model } of provider.models) {
      const theirs = calcPrice(usage, model, { providerId: provider.id, timestamp: occurredAt });
      const ours = book.priceCall({ ...noTokens, ...counts, provider: provider.id, model, occurredAt });
      const stated = theirs?.model_price ?? {};
      const known = stated.input_mtok !== undefined && (output === 0 || stated.output_mtok !== undefined);
      if (!theirs || !known) {
        if (ours && ours.costNanos !== 0n) differing.push({ provider: provider.id, model, ours });
        continue;
      }
      compared += 1;
      const expected = parseDollars(theirs.total_price, { excessDecimals: "round" });
      const off = ours ? ours.costNanos - expected : null;
      if (off === null || off > 1n || off < -1n) differing.push({ provider: provider.id, model, ours, expected });
    }
  }
  expect(differing).toEqual([]);
  expect(compared).toBeGreaterThan(1_300);
});
