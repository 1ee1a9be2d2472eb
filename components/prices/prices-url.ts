import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** The tabs of the page in their order. */
export const priceTabs = [
  { value: "prices", label: "Prices" },
  { value: "reference", label: "Reference" },
  { value: "comparison", label: "Your 30 Days on Each Model" },
] as const;
export type PriceTab = (typeof priceTabs)[number]["value"];

const shows = ["used", "own", "all"] as const;
export type Show = (typeof shows)[number];

/** What the comparison can be sorted by: ids of its columns. */
export const comparisonSortable = ["model", "input", "output", "cost", "uncached"] as const;

/** What the address of the page says. Typing replaces the step in the browser’s history, a choice adds one. */
export const pricesUrl = {
  tab: parseAsStringLiteral(priceTabs.map(({ value }) => value))
    .withDefault("prices")
    .withOptions({ history: "push" }),
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 300 }),
  show: parseAsStringLiteral(shows).withDefault("used").withOptions({ history: "push" }),
  sort: parseAsString.withOptions({ history: "push" }),
};

export const loadPricesUrl = createLoader(pricesUrl);

/** What is searched for, as the server is asked. */
export const wordsOf = (q: string): string | undefined => q.trim().slice(0, 200) || undefined;

/** The page of prices, narrowed to a model. */
export function pricesHref(model?: string): string {
  return `/dashboard/settings/prices${model ? `?q=${encodeURIComponent(model)}` : ""}`;
}
