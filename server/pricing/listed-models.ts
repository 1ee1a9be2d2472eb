import { providerLabel } from "#server/catalog/providers.ts";
import type { Catalogue } from "./catalogue.ts";
import { findProvider, matchPrice } from "./match-price.ts";
import { plain } from "./model-names.ts";

/** A model by the name a call reports it under. */
export type ModelName = { readonly provider: string; readonly model: string };

/** A model of the price list: what it is called there and how it is found. */
export type ListedModel = ModelName & {
  readonly providerLabel: string;
  /** As its maker writes it, `Claude Sonnet 4`; null where the list has no other name. */
  readonly title: string | null;
  /** Lower case: what a search looks in. */
  readonly words: string;
};

const byCatalogue = new WeakMap<Catalogue, readonly ListedModel[]>();

/**
 * Every model of the catalogue that a call can be priced by, by provider and name. A few dozen of its entries no name leads
 * to, since they are found by another's rule first: those are left out, they price nothing.
 */
export function listedModels(catalogue: Catalogue): readonly ListedModel[] {
  const known = byCatalogue.get(catalogue);
  if (known) return known;
  const models = catalogue
    .flatMap((provider) =>
      provider.models
        .filter(({ id }) => matchPrice(catalogue, provider.id, id))
        .map(({ id, name }) => listedModel(catalogue, { provider: provider.id, model: id }, name)),
    )
    .sort(byName);
  byCatalogue.set(catalogue, models);
  return models;
}

/** A model the catalogue does not list under this name, in the same terms. */
export function listedModel(catalogue: Catalogue, { provider, model }: ModelName, title?: string): ListedModel {
  const label = sellerLabel(catalogue, provider);
  const shownTitle = title && plain(title) !== plain(model) ? title : null;
  return {
    provider,
    model,
    providerLabel: label,
    title: shownTitle,
    words: [provider, label, model, title].join(" ").toLowerCase(),
  };
}

/** How a seller is shown: as we write it, else as the catalogue does, else as it was reported. */
export function sellerLabel(catalogue: Catalogue, provider: string): string {
  const ours = providerLabel(provider);
  return ours === provider ? (findProvider(catalogue, provider)?.name ?? provider) : ours;
}

/** The order of lists: by provider, then model, by code unit, so that a cursor says where a page ended. */
export function byName(a: ModelName, b: ModelName): number {
  if (a.provider !== b.provider) return a.provider < b.provider ? -1 : 1;
  return a.model < b.model ? -1 : a.model > b.model ? 1 : 0;
}
