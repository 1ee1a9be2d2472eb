import type { OrgId } from "#server/context.ts";
import { toDecimalString } from "#server/money/amount.ts";
import { loadCatalogue } from "./catalogue.ts";
import type { ModelName } from "./listed-models.ts";
import { listedPrices } from "./listed-prices.ts";
import { compileOwnPrices, ownPricesOf } from "./own-prices.ts";
import { type PriceRow, platformOrgId, readPriceTiers } from "./price-row.ts";
import { type PriceView, priceView } from "./price-view.ts";
import { priceBook, priceRows, type SetPriceRow } from "./queries.ts";

/** What was stated when an own price was set, as it is set again: dollars per million as decimal text, null for left out. */
export type StatedPrice = {
  readonly provider: string;
  readonly model: string;
  readonly effectiveFrom: string;
  readonly input: string;
  readonly output: string;
  readonly cacheRead: string | null;
  readonly cacheWrite: string | null;
  readonly cacheWrite1h: string | null;
  readonly tiers: readonly {
    readonly aboveInputTokens: number;
    readonly input: string | null;
    readonly output: string | null;
    readonly cacheRead: string | null;
    readonly cacheWrite: string | null;
  }[];
};

/** One price a model has or had. `stated`, `setBy` and `setAt` are of own prices; `holds`: it is the price right now. */
export type DatedPriceView = PriceView & {
  readonly holds: boolean;
  readonly stated: StatedPrice | null;
  readonly setBy: string | null;
  readonly setAt: string | null;
};

/**
 * Every price that may price a call of this model, the organisation's own first, then the installation's, then those of the
 * public list; of each the latest first. One without a date has held for ever.
 */
export async function priceHistory(
  ctx: { orgId: OrgId; now: Date },
  { provider, model }: ModelName,
): Promise<DatedPriceView[]> {
  const [catalogue, book, rows] = await Promise.all([loadCatalogue(), priceBook(ctx.orgId), priceRows(ctx)]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const { match, dated } = listedPrices(catalogue)(provider, model);
  const ofOwner = (isPlatform: boolean) => {
    const owned = rows.filter((row) => (row.orgId === platformOrgId) === isPlatform);
    return ownPricesOf(compileOwnPrices(catalogue, owned), catalogue, { provider, model, match }).flat();
  };
  const listed = dated.flatMap(({ price }) => (price ? [price] : [])).toReversed();
  const holds = book.find({ provider, model, occurredAt: ctx.now })?.priceId;
  return [...ofOwner(false), ...ofOwner(true), ...listed].map((price) => {
    const row = byId.get(price.priceId);
    return { ...priceView(price), holds: price.priceId === holds, ...setOf(row) };
  });
}

function setOf(row: SetPriceRow | undefined) {
  if (!row) return { stated: null, setBy: null, setAt: null };
  return { stated: statedPrice(row), setBy: row.createdBy, setAt: row.createdAt.toISOString() };
}

/** What was stated of a price when it was set. */
function statedPrice(row: PriceRow): StatedPrice {
  const dollars = (nanos: bigint | null | undefined) => (nanos == null ? null : toDecimalString(nanos));
  return {
    provider: row.provider,
    model: row.model,
    effectiveFrom: row.effectiveFrom.toISOString(),
    input: toDecimalString(row.input),
    output: toDecimalString(row.output),
    cacheRead: dollars(row.cacheRead),
    cacheWrite: dollars(row.cacheWrite),
    cacheWrite1h: dollars(row.cacheWrite1h),
    tiers: readPriceTiers(row.tiers).map((tier) => ({
      aboveInputTokens: tier.aboveInputTokens,
      input: dollars(tier.input),
      output: dollars(tier.output),
      cacheRead: dollars(tier.cacheRead),
      cacheWrite: dollars(tier.cacheWrite),
    })),
  };
}
