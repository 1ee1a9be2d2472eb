import type { Catalogue, ModelInfo } from "./catalogue.ts";
import { compileCataloguePrices, type DatedPrice } from "./compile-catalogue-price.ts";
import { matchPrice, type PriceMatch } from "./match-price.ts";
import { rememberByModel } from "./remember-by-model.ts";
import type { TokenPrice } from "./token-price.ts";

/** What the catalogue says of a (provider, model): the entry it means and that entry's dated prices, compiled. */
export type ListedPrices = { readonly match: PriceMatch | null; readonly dated: readonly DatedPrice[] };

type ListedPricesOf = (provider: string, model: string) => ListedPrices;

const byCatalogue = new WeakMap<Catalogue, ListedPricesOf>();

/** Look-up into a catalogue. Matched and compiled once per name and shared by every price book over the same catalogue. */
export function listedPrices(catalogue: Catalogue): ListedPricesOf {
  const known = byCatalogue.get(catalogue);
  if (known) return known;
  const compiled = new WeakMap<ModelInfo, readonly DatedPrice[]>();
  const made = rememberByModel((provider, model): ListedPrices => {
    const match = matchPrice(catalogue, provider, model);
    if (!match) return { match, dated: [] };
    const dated = compiled.get(match.model) ?? compileCataloguePrices(match.provider, match.model);
    compiled.set(match.model, dated);
    return { match, dated };
  });
  byCatalogue.set(catalogue, made);
  return made;
}

/** The dated price that holds at an instant (epoch milliseconds): the last one that applies, else the first, as genai-prices does. */
export function listedPriceAt(dated: readonly DatedPrice[], at: number): TokenPrice | null {
  for (let index = dated.length - 1; index > 0; index -= 1) {
    const candidate = dated[index];
    if (candidate && applies(candidate, at)) return candidate.price;
  }
  return dated[0]?.price ?? null;
}

function applies({ startsAt, hours }: DatedPrice, at: number): boolean {
  if (startsAt !== null && at < startsAt) return false;
  if (hours === null) return true;
  const second = (((at / 1000) % 86_400) + 86_400) % 86_400;
  return hours.to < hours.from ? second >= hours.from || second < hours.to : second >= hours.from && second < hours.to;
}
