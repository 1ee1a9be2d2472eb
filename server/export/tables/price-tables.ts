import { z } from "zod";
import { priceHistory } from "#server/pricing/price-history.ts";
import type { KindPrices, PriceView } from "#server/pricing/price-view.ts";
import { referencePrices } from "#server/pricing/reference-prices.ts";
import { modelComparison } from "#server/reports/model-comparison.ts";
import { priceList, priceListInput, unpricedPrices } from "#server/reports/price-list.ts";
import { searchText } from "#server/search-text.ts";
import { dollars } from "../columns.ts";
import type { CsvColumn } from "../csv.ts";
import { allAtOnce, exportTable, opened, pageByPage } from "../export-table.ts";
import { byWords } from "../search.ts";

const name = searchText();
const q = name.default("");
const searched = z.strictObject({ q });

const kinds = [
  ["Input", "input"],
  ["Output", "output"],
  ["Cache Read", "cacheRead"],
  ["Cache Write", "cacheWrite"],
  ["1-Hour Cache Write", "cacheWrite1h"],
] as const satisfies readonly (readonly [string, keyof KindPrices])[];

/** What each kind of token costs, dollars per million to the last decimal. */
const perMillion = <Row>(price: (row: Row) => PriceView | null): CsvColumn<Row>[] =>
  kinds.map(([header, kind]) => ({
    header: `${header} (USD per 1M)`,
    number: (row) => price(row)?.[kind] ?? null,
  }));

/** Whose price it is, since when, and in which hours of the day. */
const stated = <Row>(price: (row: Row) => PriceView | null): CsvColumn<Row>[] => [
  { header: "Source", text: (row) => price(row)?.source ?? "No Price" },
  { header: "In Effect From (UTC)", text: (row) => price(row)?.effectiveFrom ?? null },
  { header: "Hours (UTC)", text: (row) => price(row)?.hours ?? null },
];

/** The tables of the page of prices, each with the page's search. */
export const priceTables = {
  prices: exportTable({
    input: z.strictObject({ q, show: priceListInput.shape.show.default("used") }),
    open: ({ ctx, input: { q, show } }) => {
      type Cursor = Awaited<ReturnType<typeof priceList>>["nextCursor"];
      return opened(
        pageByPage((cursor: Cursor) => priceList({ ctx, input: { q: q.trim() || undefined, show, cursor } })),
        [
          { header: "Model", text: ({ model }) => model },
          { header: "Provider", text: ({ providerLabel }) => providerLabel },
          ...perMillion<{ price: PriceView | null }>(({ price }) => price),
          ...stated<{ price: PriceView | null }>(({ price }) => price),
          { header: "Calls in 30 Days", number: ({ usage }) => usage?.calls ?? null },
          { header: "Unpriced Calls in 30 Days", number: ({ usage }) => usage?.unpricedCalls ?? null },
          dollars("Cost in 30 Days", ({ usage }) => usage?.costNanos),
        ],
        [show],
      );
    },
  }),

  "unpriced-models": exportTable({
    input: searched,
    open: async ({ ctx, input }) => {
      const models = await unpricedPrices({ ctx });
      const shown = byWords(models, input.q, ({ provider, providerLabel, model }) => [provider, providerLabel, model]);
      return opened(allAtOnce(shown), [
        { header: "Model", text: ({ model }) => model },
        { header: "Provider", text: ({ providerLabel, provider }) => providerLabel || provider },
        { header: "Unpriced Calls", number: ({ calls }) => calls },
        { header: "Tokens", number: ({ tokens }) => tokens },
        { header: "Agents", number: ({ agents }) => agents },
        { header: "First Day", text: ({ firstDay }) => firstDay },
        { header: "Last Day", text: ({ lastDay }) => lastDay },
        ...perMillion<(typeof models)[number]>(({ price }) => price).map(now),
      ]);
    },
  }),

  "reference-prices": exportTable({
    input: searched,
    open: async ({ ctx, input }) => {
      const models = await referencePrices(ctx);
      const shown = byWords(models, input.q, ({ title, provider, model }) => [title, provider, model]);
      return opened(allAtOnce(shown), [
        { header: "Model", text: ({ title }) => title },
        { header: "Provider", text: ({ provider }) => provider },
        { header: "Name in Calls", text: ({ model }) => model },
        { header: "Input, January 2026 (USD per 1M)", number: ({ input }) => input },
        { header: "Output, January 2026 (USD per 1M)", number: ({ output }) => output },
        { header: "Input in the Catalogue Today (USD per 1M)", number: ({ catalogue }) => catalogue?.input ?? null },
        { header: "Output in the Catalogue Today (USD per 1M)", number: ({ catalogue }) => catalogue?.output ?? null },
        { header: "Own Input Today (USD per 1M)", number: ({ own }) => own?.input ?? null },
        { header: "Own Output Today (USD per 1M)", number: ({ own }) => own?.output ?? null },
      ]);
    },
  }),

  "model-comparison": exportTable({
    input: searched,
    open: async ({ ctx, input }) => {
      const { models, range } = await modelComparison({ ctx, words: input.q.trim() || undefined });
      return opened(
        allAtOnce(models),
        [
          { header: "Model", text: ({ price }) => price.model },
          { header: "Provider", text: ({ providerLabel }) => providerLabel },
          { header: "Calls to It in 30 Days", number: ({ usedCalls }) => usedCalls },
          { header: "Input (USD per 1M)", number: ({ price }) => price.input },
          { header: "Output (USD per 1M)", number: ({ price }) => price.output },
          dollars("30 Days Would Cost", ({ costNanos }) => costNanos),
          dollars("30 Days without Caching", ({ withoutCacheNanos }) => withoutCacheNanos),
        ],
        [range.first, range.last],
      );
    },
  }),

  "price-history": exportTable({
    input: z.strictObject({ provider: name, model: name }),
    open: async ({ ctx, input }) => {
      const prices = await priceHistory(ctx, input);
      type Price = (typeof prices)[number];
      return opened(
        allAtOnce(prices),
        [
          { header: "Model", text: ({ model }) => model },
          { header: "Provider", text: ({ provider }) => provider },
          ...stated<Price>((price) => price),
          { header: "Holds Now", text: ({ holds }) => (holds ? "Yes" : "No") },
          ...perMillion<Price>((price) => price),
          { header: "Per Call (USD)", number: ({ perCall }) => perCall },
          { header: "Context Tiers", text: ({ tiers }) => tiers.map(tierText).join("; ") },
          { header: "Set By", text: ({ setBy }) => setBy },
          { header: "Set At (UTC)", text: ({ setAt }) => setAt },
        ],
        [input.model],
      );
    },
  }),
};

const now = <Row>(column: CsvColumn<Row>): CsvColumn<Row> => ({
  ...column,
  header: `${column.header.split(" (")[0]} Now (USD per 1M)`,
});

function tierText(tier: PriceView["tiers"][number]): string {
  const prices = kinds.flatMap(([header, kind]) => (tier[kind] === null ? [] : [`${header} ${tier[kind]}`]));
  return `Above ${tier.aboveInputTokens} Tokens: ${prices.join(", ")}`;
}
