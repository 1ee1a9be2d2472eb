import type { OrgId } from "#server/context.ts";
import { divideHalfEven, parseDollars, toDecimalString } from "#server/money/amount.ts";
import { loadCatalogue } from "./catalogue.ts";
import type { ModelName } from "./listed-models.ts";
import { listedPrices } from "./listed-prices.ts";
import { createPriceBook } from "./price-book.ts";
import { type PriceView, priceView } from "./price-view.ts";
import { priceBook } from "./queries.ts";

type Reference = ModelName & { readonly title: string; readonly input: string; readonly output: string };

const reference = (title: string, provider: string, model: string, input: string, output: string): Reference => ({
  title,
  provider,
  model,
  input,
  output,
});

/**
 * “Reference, January 2026”: dollars per million tokens as the product's documents name them, as of that month. A list to choose
 * models by: nothing is ever priced from it.
 */
export const referenceModels: readonly Reference[] = [
  reference("GPT-5.1", "openai", "gpt-5.1", "2.00", "8.00"),
  reference("GPT-4.1", "openai", "gpt-4.1", "2.00", "8.00"),
  reference("GPT-4.1 mini", "openai", "gpt-4.1-mini", "0.40", "1.60"),
  reference("GPT-4.1 nano", "openai", "gpt-4.1-nano", "0.10", "0.40"),
  reference("Claude Sonnet 4", "anthropic", "claude-sonnet-4-0", "3.00", "15.00"),
  reference("Claude Haiku 3.5", "anthropic", "claude-3-5-haiku-latest", "0.80", "4.00"),
  reference("Gemini 2.5 Pro", "google", "gemini-2.5-pro", "1.25", "10.00"),
  reference("Gemini 2.5 Flash", "google", "gemini-2.5-flash", "0.15", "0.60"),
  reference("DeepSeek-V3", "deepseek", "deepseek-chat", "0.27", "1.10"),
  reference("DeepSeek-R1", "deepseek", "deepseek-reasoner", "0.55", "2.19"),
];

/** How a price of today stands to the one of the list. `percent` is whole, of the list's price; 0 where less than half a percent. */
export type PriceDifference = {
  readonly dollars: string;
  readonly direction: "same" | "lower" | "higher";
  readonly percent: number;
};

/** A model of the list, what the catalogue says today, and where the organisation has a price of its own, that. */
export type ReferenceRow = Reference & {
  readonly catalogue: PriceView | null;
  readonly own: PriceView | null;
  readonly inputDifference: PriceDifference | null;
  readonly outputDifference: PriceDifference | null;
  /** What the catalogue says in other hours of the day, where it does. */
  readonly otherHours: readonly PriceView[];
};

/** The list with today's prices beside it. */
export async function referencePrices(ctx: { orgId: OrgId; now: Date }): Promise<ReferenceRow[]> {
  const [catalogue, book] = await Promise.all([loadCatalogue(), priceBook(ctx.orgId)]);
  const publicBook = createPriceBook({ catalogue });
  const listed = listedPrices(catalogue);
  return referenceModels.map((model) => {
    const at = { ...model, occurredAt: ctx.now };
    const today = publicBook.find(at);
    const mine = book.find(at);
    const view = today && priceView(today);
    const { dated } = listed(model.provider, model.model);
    const hourly = dated.some(({ hours }) => hours !== null);
    const others = hourly ? dated.flatMap(({ price }) => (price && price !== today ? [priceView(price)] : [])) : [];
    return {
      ...model,
      catalogue: view,
      own: mine && mine.priceId !== today?.priceId ? priceView(mine) : null,
      inputDifference: difference(model.input, view?.input),
      outputDifference: difference(model.output, view?.output),
      otherHours: others,
    };
  });
}

function difference(listed: string, today: string | null | undefined): PriceDifference | null {
  if (today == null) return null;
  const [before, now] = [parseDollars(listed), parseDollars(today)];
  const gap = now > before ? now - before : before - now;
  return {
    dollars: toDecimalString(now),
    direction: now === before ? "same" : now > before ? "higher" : "lower",
    percent: before === 0n ? 0 : Number(divideHalfEven(gap * 100n, before)),
  };
}
