import { loadCatalogue } from "#server/pricing/catalogue.ts";
import { tierMarks } from "#server/pricing/cost-of-calls.ts";
import { listedPrices } from "#server/pricing/listed-prices.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import type { TokenPrice } from "#server/pricing/token-price.ts";
import { comparisonModels } from "./comparison-models.ts";
import { pricesOfDay } from "./prices-of-day.ts";

type Model = { provider: string; model: string };

/** A model with its prices of a day: several only where the price changes with the hour. */
export type PricedModel = Model & {
  /** Whose price list it is on, and what it is called there: names of one model have these in common. */
  listedAs: { provider: string; model: string };
  prices: readonly TokenPrice[];
  /** Tokens; null where the catalogue does not say. */
  contextWindow: number | null;
  /** The organisation called it in the period. */
  usedHere: boolean;
  /** Its place among the models that are compared with; null for others. */
  rank: number | null;
};

/** The models that an organisation's calls can be compared with: its own and the current ones of the best-known makers. */
export type Comparison = {
  models: readonly PricedModel[];
  /** A model of the organisation; undefined without a price. */
  find: (model: Model) => PricedModel | undefined;
  /** The marks of the context tiers of all of them, rising. */
  marks: readonly bigint[];
};

/** The comparison at the prices of the UTC day of `now`. `used`: what the organisation called, what cost most first. */
export async function comparison(book: PriceBook, used: readonly Model[], now: Date): Promise<Comparison> {
  const catalogue = listedPrices(await loadCatalogue());
  const priced = ({ provider, model }: Model, usedHere: boolean, rank: number | null): PricedModel[] => {
    const prices = pricesOfDay(book, { provider, model }, now);
    const [price] = prices;
    if (!price) return [];
    const contextWindow = catalogue(provider, model).match?.model.context_window ?? null;
    const listedAs = { provider: price.provider, model: price.model };
    return [{ provider, model, listedAs, prices, contextWindow, usedHere, rank }];
  };
  const own = new Map(used.flatMap((model) => priced(model, true, null)).map((model) => [named(model), model]));
  const models = new Map<string, PricedModel>();
  for (const model of own.values()) if (!models.has(named(model.listedAs))) models.set(named(model.listedAs), model);
  for (const [rank, model] of comparisonModels.flatMap((model, index) => priced(model, false, index)).entries()) {
    const key = named(model.listedAs);
    models.set(key, { ...(models.get(key) ?? model), rank });
  }
  return {
    models: [...models.values()],
    find: (model) => own.get(named(model)),
    marks: tierMarks([...own.values(), ...models.values()].flatMap(({ prices }) => prices)),
  };
}

const named = ({ provider, model }: Model) => JSON.stringify([provider, model]);
