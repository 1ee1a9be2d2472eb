import type { PriceBook } from "#server/pricing/price-book.ts";
import type { TokenPrice } from "#server/pricing/token-price.ts";
import { dayMs, dayWindow } from "#server/time/window.ts";

const hours = 24;

/** Every price that a model has in the course of the UTC day of `now`: more than one only where it changes with the hour. */
export function pricesOfDay(
  book: PriceBook,
  { provider, model }: { provider: string; model: string },
  now: Date,
): TokenPrice[] {
  const midnight = dayWindow(now).start.getTime();
  const prices = Array.from({ length: hours }, (_, hour) =>
    book.find({ provider, model, occurredAt: new Date(midnight + (hour * dayMs) / hours) }),
  );
  return [...new Set(prices.filter((price) => price !== null))];
}
