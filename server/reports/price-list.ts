import { z } from "zod";
import type { Ctx } from "#server/context.ts";
import { modelUsage, unpricedModels } from "#server/ledger/model-usage.ts";
import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { listPrices } from "#server/pricing/list-prices.ts";
import { sellerLabel } from "#server/pricing/listed-models.ts";
import { priceView } from "#server/pricing/price-view.ts";
import { priceBook } from "#server/pricing/queries.ts";
import { searchText } from "#server/search-text.ts";
import { presetRange } from "#server/time/range.ts";
import { dayFromKey } from "#server/time/window.ts";

const name = searchText();

/** `show`: models that calls of the last 30 days were made with, those with an own price, or all. */
export const priceListInput = z.object({
  q: name.optional(),
  show: z.enum(["used", "own", "all"]),
  cursor: z.object({ provider: name, model: name }).nullish(),
});

const pageSize = 50;

/**
 * A page of models with today's prices, 50 at a time by provider and name, and what calls of the last 30 days cost where
 * `show` is `used`; there a model stands under the names that calls reported.
 */
export async function priceList({ ctx, input }: { ctx: Ctx; input: z.output<typeof priceListInput> }) {
  const used = input.show === "used" ? await modelUsage(ctx, presetRange("30d", ctx.now)) : undefined;
  const { models, next, total } = await listPrices(
    ctx,
    { words: input.q, own: input.show === "own", among: used },
    { at: ctx.now, limit: pageSize, after: input.cursor ?? undefined },
  );
  const items = models.map((one) => {
    const usage = used?.find(({ provider, model }) => provider === one.provider && model === one.model);
    return {
      ...one,
      usage: usage
        ? {
            calls: Number(usage.calls),
            unpricedCalls: Number(usage.unpricedCalls),
            costNanos: usage.costNanos.toString(),
          }
        : null,
    };
  });
  return { items, nextCursor: next, total };
}

/**
 * Every model with recorded calls that have no price, most tokens first. `price` is the one of their last day, where one is
 * known by now: those calls can be repriced. Where none is, `laterPrice` is the one of today, which began after them.
 */
export async function unpricedPrices({ ctx }: { ctx: Ctx }) {
  const [catalogue, book, models] = await Promise.all([loadCatalogue(), priceBook(ctx.orgId), unpricedModels(ctx)]);
  return models.map(({ calls, tokens, agents, ...one }) => {
    const price = book.find({ ...one, occurredAt: new Date(dayFromKey(one.lastDay).end.getTime() - 1) });
    const laterPrice = price ? null : book.find({ ...one, occurredAt: ctx.now });
    return {
      ...one,
      providerLabel: sellerLabel(catalogue, one.provider),
      calls: Number(calls),
      tokens: Number(tokens),
      agents: Number(agents),
      price: price && priceView(price),
      laterPrice: laterPrice && priceView(laterPrice),
    };
  });
}
