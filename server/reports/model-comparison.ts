import type { Ctx } from "#server/context.ts";
import { type ModelUsage, modelUsage } from "#server/ledger/model-usage.ts";
import { noTokens } from "#server/money/token-counts.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { costOfCalls } from "#server/pricing/cost-of-calls.ts";
import { listPrices } from "#server/pricing/list-prices.ts";
import { type ModelName, sellerLabel } from "#server/pricing/listed-models.ts";
import { priceView } from "#server/pricing/price-view.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { referenceModels } from "#server/pricing/reference-prices.ts";
import { presetRange } from "#server/time/range.ts";

/** How many models a search compares at most. */
const mostFound = 50;

const counts = [
  "calls",
  "unpricedCalls",
  "costNanos",
  "inputTokens",
  "cachedInputTokens",
  "cacheWriteTokens",
  "cacheWrite1hTokens",
  "outputTokens",
  "reasoningTokens",
] as const;
type Total = Record<(typeof counts)[number], bigint>;
const nothing: Total = { calls: 0n, unpricedCalls: 0n, costNanos: 0n, ...noTokens };

/**
 * What all calls of the organisation's last 30 days (UTC, today included) would cost on one model alone, for each model that
 * it used, those of the reference list, or those that a search finds: the same tokens at each model's base prices of today.
 * Nano-dollars as text, `null` where a model has no price for them. `without` is without any caching.
 */
export async function modelComparison({ ctx, words }: { ctx: Ctx; words?: string | undefined }) {
  const range = presetRange("30d", ctx.now);
  const [catalogue, book, used] = await Promise.all([loadCatalogue(), priceBook(ctx.orgId), modelUsage(ctx, range)]);
  const total = used.reduce(plus, nothing);
  // A sum does not say how long each call was: at the base prices, without context tiers.
  const asUsed = { ...total, inputOfOne: 0n };
  const uncached = { ...asUsed, cachedInputTokens: 0n, cacheWriteTokens: 0n, cacheWrite1hTokens: 0n };
  const names: readonly ModelName[] = words
    ? (await listPrices(ctx, { words }, { at: ctx.now, limit: mostFound })).models
    : [...used, ...referenceModels];
  const rows = new Map<string, ReturnType<typeof compared>>();
  for (const { provider, model } of names) {
    const price = book.find({ provider, model, occurredAt: ctx.now });
    // Snapshots of one model share its price, and are one model here.
    if (price && !rows.has(price.priceId)) rows.set(price.priceId, compared(price));
  }
  function compared(price: NonNullable<ReturnType<typeof book.find>>) {
    const usedHere = used.filter(
      ({ provider, model }) => book.find({ provider, model, occurredAt: ctx.now })?.priceId === price.priceId,
    );
    return {
      price: priceView(price),
      providerLabel: sellerLabel(catalogue, price.provider),
      costNanos: costOfCalls(price, asUsed)?.toString() ?? null,
      withoutCacheNanos: costOfCalls(price, uncached)?.toString() ?? null,
      usedCalls: Number(usedHere.reduce((sum, { calls }) => sum + calls, 0n)),
    };
  }
  return {
    range,
    actual: {
      costNanos: total.costNanos.toString(),
      calls: Number(total.calls),
      unpricedCalls: Number(total.unpricedCalls),
      inputTokens: Number(total.inputTokens),
      cachedInputTokens: Number(total.cachedInputTokens),
      outputTokens: Number(total.outputTokens),
    },
    models: [...rows.values()],
  };
}

function plus(total: Total, usage: ModelUsage): Total {
  return Object.fromEntries(counts.map((count) => [count, total[count] + usage[count]])) as Total;
}
