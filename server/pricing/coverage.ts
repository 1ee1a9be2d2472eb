import type { OrgId } from "#server/context.ts";
import { loadCatalogue } from "./catalogue.ts";
import type { ModelName } from "./listed-models.ts";
import { listedPrices } from "./listed-prices.ts";
import { compileOwnPrices, ownPriceName, ownPricesOf } from "./own-prices.ts";
import { createPriceBook, type PriceBook } from "./price-book.ts";
import type { PriceRow } from "./price-row.ts";
import { priceRows } from "./queries.ts";

/**
 * Of the names that calls were reported under, those that an own price of this model reaches: the name itself, its snapshots,
 * its other spellings, whoever the seller is called. A name without an own price reaches itself.
 */
export async function namesReached(name: ModelName, reported: readonly ModelName[]): Promise<ModelName[]> {
  const catalogue = await loadCatalogue();
  const nothing = { effectiveFrom: new Date(0), input: 0n, output: 0n, cacheRead: null, cacheWrite: null };
  const row: PriceRow = { ...name, ...nothing, id: "any", orgId: "any", cacheWrite1h: null, tiers: [] };
  const own = compileOwnPrices(catalogue, [row]);
  const listed = listedPrices(catalogue);
  return reported.filter(
    ({ provider, model }) =>
      (provider === name.provider && model === name.model) ||
      ownPricesOf(own, catalogue, { provider, model, match: listed(provider, model).match }).length > 0,
  );
}

/** The organisation's book as it would be with one more price, in place of one of the same model and time. */
export async function priceBookWith(ctx: { orgId: OrgId }, row: PriceRow): Promise<PriceBook> {
  const [catalogue, rows] = await Promise.all([loadCatalogue(), priceRows(ctx)]);
  return createPriceBook({ catalogue, rows: [...rows.filter((other) => !isSameKey(other, row)), row] });
}

/** When the organisation's next price of the model takes the place of one from `from`; null: none does. */
export async function nextPriceAfter(ctx: { orgId: OrgId }, name: ModelName, from: Date): Promise<Date | null> {
  const [catalogue, rows] = await Promise.all([loadCatalogue(), priceRows(ctx)]);
  const { provider, model } = ownPriceName(catalogue, name);
  const later = rows
    .filter((row) => row.orgId === ctx.orgId && row.provider === provider && row.model === model)
    .map(({ effectiveFrom }) => effectiveFrom.getTime())
    .filter((at) => at > from.getTime());
  return later.length === 0 ? null : new Date(Math.min(...later));
}

const isSameKey = (a: PriceRow, b: PriceRow) =>
  a.orgId === b.orgId &&
  a.provider === b.provider &&
  a.model === b.model &&
  a.effectiveFrom.getTime() === b.effectiveFrom.getTime();
