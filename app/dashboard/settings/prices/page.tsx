import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Prices } from "#components/prices/prices.tsx";
import { comparisonSortable, loadPricesUrl, pricesUrl, wordsOf } from "#components/prices/prices-url.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { dayKey } from "#server/time/window.ts";
import { HydrateClient, prefetch, prefetchPages, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Model Prices" };

export default async function PricesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await searchParams;
  const sort = { parse: (text: string) => parseSort(text, comparisonSortable) };
  const clean = cleanedSearch(search, { ...pricesUrl, sort });
  if (clean !== null) redirect(`/dashboard/settings/prices${clean}`);
  const { organisation, permissions } = await workspace();
  const { tab, q, show } = loadPricesUrl(search);
  const words = wordsOf(q);
  prefetch(trpc.prices.unpriced.queryOptions());
  prefetch(trpc.prices.reprices.queryOptions());
  if (tab === "reference") prefetch(trpc.prices.reference.queryOptions());
  else if (tab === "comparison") prefetch(trpc.prices.comparison.queryOptions({ q: words }));
  else
    prefetchPages(
      trpc.prices.list.infiniteQueryOptions({ show, q: words }, { getNextPageParam: ({ nextCursor }) => nextCursor }),
    );
  return (
    <HydrateClient>
      <Prices
        organisation={organisation.name}
        canManage={permissions.includes("managePrices")}
        today={dayKey(new Date())}
      />
    </HydrateClient>
  );
}
