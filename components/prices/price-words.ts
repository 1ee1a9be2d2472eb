import { parseDollars } from "#server/money/amount.ts";
import { formatExact, formatExactDollars } from "#server/money/format.ts";
import type { KindPrices, PriceView } from "#server/pricing/price-view.ts";
import type { PriceDifference } from "#server/pricing/reference-prices.ts";
import { dayLabel } from "#server/time/label.ts";
import { dayKey } from "#server/time/window.ts";

/** A price per million tokens to its last decimal, `$1.25`, `$0.0375`; a dash where none is known. */
export function perMillion(dollars: string | null): string {
  return dollars === null ? "–" : formatExactDollars(parseDollars(dollars));
}

/** Whose price it is. */
export function sourceText(source: string): string {
  if (source === "organization") return "Your own";
  return source === "platform" ? "This installation’s" : "Public list";
}

/** Since when: `Nov 1, 2026`, with the time where it is not the beginning of the day; null where no date is stated. */
export function sinceText(iso: string | null): string | null {
  if (iso === null) return null;
  const day = dayLabel(dayKey(new Date(iso)), { year: true });
  return iso.endsWith("T00:00:00.000Z") ? day : `${day}, ${iso.slice(11, 16)}`;
}

/** `00:30Z-16:30Z` → `00:30 – 16:30 UTC` */
export const hoursText = (hours: string): string => `${hours.replaceAll("Z", "").replace("-", " – ")} UTC`;

/** Today’s price beside the one of the list: `Catalogue: $1.25, 38% lower`. */
export function differenceText({ dollars, direction, percent }: PriceDifference): string {
  const price = `Catalogue: ${perMillion(dollars)}`;
  if (direction === "same") return `${price}, the same`;
  return `${price}, ${percent === 0 ? "<1" : percent}% ${direction}`;
}

const kinds = [
  ["input", "input"],
  ["output", "output"],
  ["cacheRead", "cache read"],
  ["cacheWrite", "cache write"],
] as const;

/** What a call costs above a mark, naming what differs from the base: `Above 200,000 tokens: input $2.50, output $15.00`. */
export function tierText(tier: PriceView["tiers"][number], base: KindPrices): string {
  const parts = kinds.flatMap(([kind, words]) =>
    tier[kind] === base[kind] ? [] : [`${words} ${perMillion(tier[kind])}`],
  );
  return `Above ${formatExact(tier.aboveInputTokens)} tokens: ${parts.join(", ") || "the same"}`;
}
