import type { NanoDollars } from "#server/money/amount.ts";
import type { TokenCounts } from "#server/money/token-counts.ts";
import type { Catalogue } from "./catalogue.ts";
import type { DatedPrice } from "./compile-catalogue-price.ts";
import { costOfCall } from "./cost.ts";
import { type CostExplanation, explainCost } from "./explain-cost.ts";
import { listedPriceAt, listedPrices } from "./listed-prices.ts";
import { compileOwnPrices, ownPricesOf } from "./own-prices.ts";
import { type PriceRow, platformOrgId } from "./price-row.ts";
import { rememberByModel } from "./remember-by-model.ts";
import type { TokenPrice } from "./token-price.ts";

/** What decides the price. `occurredAt`, not the time of recording, picks the dated price. */
export type ModelAtTime = {
  readonly provider: string | null;
  readonly model: string | null;
  readonly occurredAt: Date;
};

/** The cost of a call in nano-dollars and the price it came from. */
export type PricedCall = {
  readonly costNanos: NanoDollars;
  readonly priceId: string;
  readonly priceSource: string;
};

export type PriceBook = {
  /** The price that holds for a model at a time; null: none is known. */
  readonly find: (model: ModelAtTime) => TokenPrice | null;
  /** Every price that a model's calls may have been priced by at any time, retired ones too, each by its `priceId`. */
  readonly pricesOf: (model: Omit<ModelAtTime, "occurredAt">) => readonly TokenPrice[];
  /** The cost of one call. Null: unpriced, which is not 0. @throws AppError `validation_failed` for impossible token counts. */
  readonly priceCall: (call: ModelAtTime & TokenCounts) => PricedCall | null;
  /** The same with its lines, for “Why This Cost”. */
  readonly explainCall: (call: ModelAtTime & TokenCounts) => CostExplanation | null;
  /** Own prices above $1,000 per million tokens: probably unit errors. */
  readonly suspectPrices: readonly TokenPrice[];
};

/** Everything that may price one (provider, model): own prices, first list first, then the catalogue's; and those that did. */
type Candidates = {
  readonly own: readonly (readonly TokenPrice[])[];
  readonly former: readonly TokenPrice[];
  readonly listed: readonly DatedPrice[];
};

/**
 * The price book of one organisation: its own dated prices first, then the platform's (`rows` holds both), of each the latest
 * in effect when the call occurred; then the catalogue as of that time.
 *
 * Names are matched and prices compiled to integers once per (provider, model); after that a call costs two map look-ups and
 * integer arithmetic. `retired` are own prices that were: they price nothing any more. A book never changes: make a new one when rows change. The catalogue's part is shared by all books.
 *
 * @throws ZodError when the tiers of a row are malformed.
 */
export function createPriceBook({
  catalogue,
  rows = [],
  retired = [],
}: {
  catalogue: Catalogue;
  rows?: readonly PriceRow[];
  retired?: readonly PriceRow[];
}): PriceBook {
  const organisation = compileOwnPrices(
    catalogue,
    rows.filter((row) => row.orgId !== platformOrgId),
  );
  const platform = compileOwnPrices(
    catalogue,
    rows.filter((row) => row.orgId === platformOrgId),
  );
  const former = compileOwnPrices(catalogue, retired);
  const listedOf = listedPrices(catalogue);

  const candidatesOf = rememberByModel((provider, model): Candidates => {
    const { match, dated } = listedOf(provider, model);
    const name = { provider, model, match };
    return {
      own: [...ownPricesOf(organisation, catalogue, name), ...ownPricesOf(platform, catalogue, name)],
      former: ownPricesOf(former, catalogue, name).flat(),
      listed: dated,
    };
  });

  function find({ provider, model, occurredAt }: ModelAtTime): TokenPrice | null {
    const candidates = candidatesOf(provider ?? "", model ?? "");
    for (const prices of candidates.own) {
      for (const price of prices) {
        if (price.effectiveFrom === null || price.effectiveFrom <= occurredAt) return price;
      }
    }
    return listedPriceAt(candidates.listed, occurredAt.getTime());
  }

  return {
    find,
    pricesOf({ provider, model }) {
      const { own, former, listed } = candidatesOf(provider ?? "", model ?? "");
      return [...own.flat(), ...former, ...listed.flatMap(({ price }) => price ?? [])];
    },
    priceCall(call) {
      const price = find(call);
      if (price === null) return null;
      const costNanos = costOfCall(price, call);
      return costNanos === null ? null : { costNanos, priceId: price.priceId, priceSource: price.priceSource };
    },
    explainCall(call) {
      const price = find(call);
      return price && explainCost(price, call);
    },
    suspectPrices: [organisation, platform].flatMap((own) => [...own.values()].flat()).filter((price) => price.suspect),
  };
}
