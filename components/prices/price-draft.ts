import { parseDollars, toDecimalString } from "#server/money/amount.ts";
import { typedDollars, typedTokens } from "#server/money/typed-amount.ts";
import type { StatedPrice } from "#server/pricing/price-history.ts";
import type { PriceView } from "#server/pricing/price-view.ts";
import { isDayKey } from "#server/time/window.ts";

/** The fields of the form, as they are typed: dollars per million tokens. */
export type PriceDraft = {
  provider: string;
  model: string;
  /** A UTC day. */
  from: string;
  input: string;
  output: string;
  cacheRead: string;
  cacheWrite: string;
  cacheWrite1h: string;
  tiers: TierDraft[];
};
export type TierDraft = { above: string; input: string; output: string; cacheRead: string; cacheWrite: string };

export const newTier: TierDraft = { above: "", input: "", output: "", cacheRead: "", cacheWrite: "" };

type Start = { provider: string; model: string; from: string };

const none = { input: "", output: "", cacheRead: "", cacheWrite: "", cacheWrite1h: "", tiers: [] };

/** A form for a model without a price. */
export const emptyDraft = (start: Start): PriceDraft => ({ ...start, ...none });

/** A form that begins with what a price list says, so that only what differs is typed. */
export function draftOfPrice(start: Start, price: PriceView): PriceDraft {
  const { tiers, ...prices } = price;
  // Left empty, one-hour writes of Claude models cost twice the input price, not the write price (`compilePriceRow`).
  const claude = start.model.toLowerCase().includes("claude");
  return {
    ...start,
    ...kindsOf(prices),
    cacheWrite1h: price.cacheWrite1h === price.cacheWrite && !claude ? "" : (price.cacheWrite1h ?? ""),
    tiers: tiers.map((tier) => ({ above: String(tier.aboveInputTokens), ...kindsOf(tier) })),
  };
}

/** What costs the input price anyway is left out. */
function kindsOf(prices: Pick<PriceView, "input" | "output" | "cacheRead" | "cacheWrite">) {
  const other = (text: string | null) => (text === prices.input ? "" : (text ?? ""));
  return {
    input: prices.input ?? "",
    output: prices.output ?? "",
    cacheRead: other(prices.cacheRead),
    cacheWrite: other(prices.cacheWrite),
  };
}

/** The form of an own price, as it was stated. */
export function draftOfStated(stated: StatedPrice): PriceDraft {
  return {
    provider: stated.provider,
    model: stated.model,
    from: stated.effectiveFrom.slice(0, 10),
    input: stated.input,
    output: stated.output,
    cacheRead: stated.cacheRead ?? "",
    cacheWrite: stated.cacheWrite ?? "",
    cacheWrite1h: stated.cacheWrite1h ?? "",
    tiers: stated.tiers.map((tier) => ({
      above: String(tier.aboveInputTokens),
      input: tier.input ?? "",
      output: tier.output ?? "",
      cacheRead: tier.cacheRead ?? "",
      cacheWrite: tier.cacheWrite ?? "",
    })),
  };
}

/** What is wrong with a price as it is typed; null: nothing. Only what is required may not be empty. */
export function priceProblem(text: string, required: boolean): string | null {
  if (text.trim() === "") return required ? "Enter dollars per million tokens, such as 1.25. 0 is free." : null;
  const nanos = typedDollars(text);
  if (nanos === null) return "Enter dollars per million tokens, such as 1.25, with at most nine decimals.";
  return nanos > highest ? "At most $100,000 per million tokens. Is it the price of one million tokens?" : null;
}

const highest = parseDollars("100000");
const suspect = parseDollars("1000");

/** Whether some price is so high that it is probably stated in another unit. */
export function looksLikeAnotherUnit({ input, output }: PriceDraft): boolean {
  return [input, output].some((text) => (typedDollars(text) ?? 0n) > suspect);
}

export const markProblem = (text: string): string | null => {
  const mark = typedTokens(text);
  return mark === null || mark === 0n ? "Enter a number of tokens, such as 200,000." : null;
};

export const dayProblem = (text: string): string | null =>
  isDayKey(text) && text >= "2015-01-01" && text < "2100-01-01" ? null : "Choose a day from 2015 on.";

/** The price as the server takes it; null while something typed is wrong. `effectiveFrom` in place of the form’s day. */
export function inputOfDraft(draft: PriceDraft, effectiveFrom: string = draft.from) {
  const { provider, model, from, input, output, cacheRead, cacheWrite, cacheWrite1h, tiers } = draft;
  const wrong =
    provider.trim() === "" ||
    model.trim() === "" ||
    dayProblem(from) !== null ||
    [input, output].some((text) => priceProblem(text, true)) ||
    [cacheRead, cacheWrite, cacheWrite1h].some((text) => priceProblem(text, false)) ||
    tiers.some(
      (tier) =>
        markProblem(tier.above) !== null ||
        kindsOfTier(tier).some((text) => priceProblem(text, false)) ||
        kindsOfTier(tier).every((text) => text.trim() === ""),
    );
  if (wrong) return null;
  return {
    provider: provider.trim(),
    model: model.trim(),
    effectiveFrom,
    input: decimal(input) ?? "0",
    output: decimal(output) ?? "0",
    cacheRead: decimal(cacheRead),
    cacheWrite: decimal(cacheWrite),
    cacheWrite1h: decimal(cacheWrite1h),
    tiers: tiers.map((tier) => ({
      aboveInputTokens: Number(typedTokens(tier.above)),
      input: decimal(tier.input),
      output: decimal(tier.output),
      cacheRead: decimal(tier.cacheRead),
      cacheWrite: decimal(tier.cacheWrite),
    })),
  };
}

const kindsOfTier = ({ input, output, cacheRead, cacheWrite }: TierDraft) => [input, output, cacheRead, cacheWrite];

function decimal(text: string): string | null {
  const nanos = text.trim() === "" ? null : typedDollars(text);
  return nanos === null ? null : toDecimalString(nanos);
}
