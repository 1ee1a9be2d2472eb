import type { OrgId } from "#server/context.ts";
import { type Catalogue, loadCatalogue } from "./catalogue.ts";
import { byName, type ListedModel, listedModel, listedModels, type ModelName } from "./listed-models.ts";
import { matchPrice } from "./match-price.ts";
import { plain } from "./model-names.ts";
import { ownPriceName } from "./own-prices.ts";
import { platformOrgId } from "./price-row.ts";
import { type PriceView, priceView } from "./price-view.ts";
import { priceBook, priceRows } from "./queries.ts";

/** A model with the price that holds for it; null: none is known. */
export type ModelPrice = {
  readonly provider: string;
  readonly providerLabel: string;
  readonly model: string;
  readonly title: string | null;
  readonly price: PriceView | null;
};

/** `words`: each must occur in the names of provider and model. `among`: only these, as calls report them. */
export type PriceFilter = {
  readonly words?: string | undefined;
  readonly own?: boolean | undefined;
  readonly among?: readonly ModelName[] | undefined;
};

type Page = { readonly limit: number; readonly after?: ModelName | undefined };

/**
 * The models a price is known or was set for, each with the price that holds at `at`, by provider and name: `limit` of them
 * after the one a page before ended with. Only those of the page are priced; the list itself is kept per catalogue.
 */
export async function listPrices(
  ctx: { orgId: OrgId },
  filter: PriceFilter,
  page: Page & { at: Date },
): Promise<{ models: ModelPrice[]; next: ModelName | null; total: number }> {
  const [catalogue, book, rows] = await Promise.all([loadCatalogue(), priceBook(ctx.orgId), priceRows(ctx)]);
  const own = rows.map((row) => listedModel(catalogue, ownPriceName(catalogue, row)));
  const pool = filter.among
    ? filter.among.map((name) => listedModel(catalogue, name))
    : filter.own
      ? own.filter((_, index) => rows[index]?.orgId !== platformOrgId)
      : [...listedModels(catalogue), ...own];
  const wanted = (filter.words ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const found = distinct(pool.filter(({ words }) => wanted.every((word) => words.includes(word))));
  const { after, limit } = page;
  const rest = after ? found.filter((one) => byName(one, after) > 0) : found;
  const models = rest.slice(0, limit).map(({ words: _, ...one }) => {
    const price = book.find({ ...one, occurredAt: page.at });
    return { ...one, price: price && priceView(price) };
  });
  const last = rest.length > limit ? models.at(-1) : undefined;
  return { models, next: last ? { provider: last.provider, model: last.model } : null, total: found.length };
}

/** In order and each once; the first of equals, which may know a title, stays. */
function distinct(models: readonly ListedModel[]): ListedModel[] {
  return models.toSorted(byName).filter((one, index, all) => index === 0 || byName(one, all[index - 1] ?? one) !== 0);
}

/**
 * The prices that hold at a time, by provider and name as calls report them. With both it is the price such a call would have,
 * or nothing; with a model alone, that of every seller that has it under this name; with a provider alone, its whole list.
 */
export async function findPrices(
  ctx: { orgId: OrgId },
  { provider, model }: { provider?: string | undefined; model?: string | undefined },
  page: Page & { at: Date },
): Promise<{ name: ModelName; price: PriceView }[]> {
  const [catalogue, book, rows] = await Promise.all([loadCatalogue(), priceBook(ctx.orgId), priceRows(ctx)]);
  const own = rows.map((row) => ownPriceName(catalogue, row));
  const names =
    provider !== undefined && model !== undefined
      ? [{ provider, model }]
      : model !== undefined
        ? sellersOf(catalogue, own, model)
        : [...listedModels(catalogue), ...own].filter(
            (one) =>
              provider === undefined || one.provider === ownPriceName(catalogue, { provider, model: "" }).provider,
          );
  const inOrder = distinct(names.map((name) => listedModel(catalogue, name)));
  const { after, limit } = page;
  return inOrder
    .filter((one) => !after || byName(one, after) > 0)
    .flatMap(({ provider, model }) => {
      const price = book.find({ provider, model, occurredAt: page.at });
      return price ? [{ name: { provider, model }, price: priceView(price) }] : [];
    })
    .slice(0, limit);
}

/** Who sells a model under this name: whose own list has it, and whom an own price names. */
function sellersOf(catalogue: Catalogue, own: readonly ModelName[], model: string): ModelName[] {
  const listed = catalogue.filter(({ id }) => matchPrice(catalogue, id, model)?.provider.id === id).map(({ id }) => id);
  const set = own.filter((one) => one.model === plain(model)).map((one) => one.provider);
  return [...new Set([...listed, ...set])].map((provider) => ({ provider, model }));
}
