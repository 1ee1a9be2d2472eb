import type { Catalogue } from "./catalogue.ts";
import { findProvider, type PriceMatch, withoutPrefixes } from "./match-price.ts";
import { modelNameForms, plain } from "./model-names.ts";
import { compilePriceRow, type PriceRow } from "./price-row.ts";
import type { TokenPrice } from "./token-price.ts";

/** Prices of one owner (an organisation, or the platform) by seller and model; each list runs from the latest to the oldest. */
export type OwnPrices = ReadonlyMap<string, readonly TokenPrice[]>;

/** The rows of one owner, compiled. @throws ZodError when a row's tiers are malformed. */
export function compileOwnPrices(catalogue: Catalogue, rows: readonly PriceRow[]): OwnPrices {
  const own = new Map<string, TokenPrice[]>();
  for (const row of [...rows].sort((a, b) => b.effectiveFrom.getTime() - a.effectiveFrom.getTime())) {
    const key = priceKey(sellerId(catalogue, row.provider), plain(row.model));
    const dated = own.get(key);
    if (dated) dated.push(compilePriceRow(row));
    else own.set(key, [compilePriceRow(row)]);
  }
  return own;
}

/**
 * The own prices that may apply to a (provider, model), most specific name first: as reported, without decorations and router
 * prefixes, and last as the catalogue calls the model, so that a price set for `claude-sonnet-4-5` holds for its snapshots.
 */
export function ownPricesOf(
  own: OwnPrices,
  catalogue: Catalogue,
  { provider, model, match }: { provider: string; model: string; match: PriceMatch | null },
): (readonly TokenPrice[])[] {
  if (own.size === 0) return [];
  const names = withoutPrefixes(catalogue, plain(model)).flatMap(modelNameForms);
  if (match) names.push(plain(match.model.id));
  const sellers = new Set([sellerId(catalogue, provider), ...(match ? [match.seller.id] : [])]);
  const found = new Set<readonly TokenPrice[]>();
  for (const name of names) {
    for (const seller of sellers) {
      const prices = own.get(priceKey(seller, name));
      if (prices) found.add(prices);
    }
  }
  return [...found];
}

/** The name a book keeps an own price by, whoever writes it how: the seller's id, the model in lower case. */
export function ownPriceName(catalogue: Catalogue, { provider, model }: { provider: string; model: string }) {
  return { provider: sellerId(catalogue, provider), model: plain(model) };
}

/** Providers under one id, however a caller or a row writes them: `bedrock` and `aws` are the same seller. */
function sellerId(catalogue: Catalogue, provider: string): string {
  return findProvider(catalogue, provider)?.id ?? plain(provider);
}

function priceKey(seller: string, model: string): string {
  return `${seller}\n${model}`;
}
