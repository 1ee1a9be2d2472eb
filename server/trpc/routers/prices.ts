import { z } from "zod";
import { previewPrice, previewReprice, repriceRange } from "#server/ledger/preview-reprice.ts";
import { repriceInput, startReprice } from "#server/ledger/reprice.ts";
import { getReprice, listReprices } from "#server/ledger/reprice-queries.ts";
import type { ModelName } from "#server/pricing/listed-models.ts";
import { priceHistory } from "#server/pricing/price-history.ts";
import { priceInput } from "#server/pricing/price-input.ts";
import { referencePrices } from "#server/pricing/reference-prices.ts";
import { type PriceSpan, removePrice, removePriceInput, setPrice } from "#server/pricing/set-price.ts";
import { modelComparison } from "#server/reports/model-comparison.ts";
import { priceList, priceListInput, unpricedPrices } from "#server/reports/price-list.ts";
import { searchText } from "#server/search-text.ts";
import { orgProcedure, router } from "../init.ts";

const name = searchText();

/** What a changed price reaches, as `previewReprice` and `reprice` take it. */
const repriceable = ({ provider, model }: ModelName, { from, to }: PriceSpan) => ({
  provider,
  model,
  from: from.toISOString(),
  to: to?.toISOString() ?? null,
});

/** What models cost: dollars per million tokens as decimal text. What is recorded changes by `reprice` alone. */
export const pricesRouter = router({
  list: orgProcedure("view")
    .input(priceListInput)
    .query(({ ctx, input }) => priceList({ ctx, input })),

  /** Models with recorded calls that have no price. */
  unpriced: orgProcedure("view").query(({ ctx }) => unpricedPrices({ ctx })),

  history: orgProcedure("view")
    .input(z.object({ provider: name, model: name }))
    .query(({ ctx, input }) => priceHistory(ctx, input)),

  reference: orgProcedure("view").query(({ ctx }) => referencePrices(ctx)),

  /** What the last 30 days would have cost on each model. */
  comparison: orgProcedure("view")
    .input(z.object({ q: name.optional() }))
    .query(({ ctx, input }) => modelComparison({ ctx, words: input.q?.trim() || undefined })),

  /** What recorded calls would cost at a price that is not set yet. */
  preview: orgProcedure("managePrices")
    .input(priceInput)
    .query(({ ctx, input }) => previewPrice({ ctx, input })),

  set: orgProcedure("managePrices")
    .input(priceInput)
    .mutation(async ({ ctx, input }) => {
      const { row, span } = await setPrice({ ctx, input });
      return repriceable(row, span);
    }),

  remove: orgProcedure("managePrices")
    .input(removePriceInput)
    .mutation(async ({ ctx, input }) => {
      const { span, ...name } = await removePrice({ ctx, input });
      return repriceable(name, span);
    }),

  /** What repricing would change, by the prices as they stand. */
  previewReprice: orgProcedure("managePrices")
    .input(repriceRange)
    .query(({ ctx, input }) => previewReprice({ ctx, input })),

  reprice: orgProcedure("managePrices")
    .input(repriceInput)
    .mutation(async ({ ctx, input }) => ({ id: await startReprice({ ctx, input }) })),

  /** How far one has come. */
  repriceStatus: orgProcedure("view")
    .input(z.object({ id: z.string().max(200) }))
    .query(({ ctx, input }) => getReprice(ctx, input.id)),

  /** The last ten. */
  reprices: orgProcedure("view").query(({ ctx }) => listReprices(ctx)),
});
