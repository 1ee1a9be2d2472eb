import type { NanoDollars } from "#server/money/amount.ts";
import type { PriceBook } from "#server/pricing/price-book.ts";
import type { RecordedCall } from "./recorded-calls.ts";

/** What a recorded call is corrected to. `costNanos` null: no price is known, it is unpriced. */
export type Correction = {
  readonly call: RecordedCall;
  readonly costNanos: NanoDollars | null;
  readonly priceId: string | null;
};

/**
 * What a price book says of a recorded call, or null where the entry says the same already. A reported cost is the caller's
 * and is left alone.
 */
export function correctionOf(call: RecordedCall, book: PriceBook): Correction | null {
  if (call.costSource === "reported") return null;
  const priced = book.priceCall(call);
  const costNanos = priced?.costNanos ?? null;
  const priceId = priced?.priceId ?? null;
  if (costNanos === call.costNanos && priceId === call.priceId) return null;
  return { call, costNanos, priceId };
}
