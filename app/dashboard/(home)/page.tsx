import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Portfolio } from "#components/portfolio/portfolio.tsx";
import { loadPortfolioUrl, portfolioQuery, portfolioUrl } from "#components/portfolio/portfolio-url.ts";
import { dayKey } from "#server/time/window.ts";
import { fetched, HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { searchOfPage } from "../search-of-page.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const clean = cleanedSearch(await searchParams, portfolioUrl);
  if (clean !== null) redirect(`/dashboard${clean}`);
  const { home, organisation } = await workspace();
  prefetch(trpc.aiCost.getTickerNow.queryOptions({ projectId: null }));
  const query = portfolioQuery(await loadPortfolioUrl(searchParams));
  const asked = trpc.aiCost.getPortfolio.queryOptions(query);
  // Further on than there are pages: the address says the last one, as the table does.
  const portfolio = query.page > 1 ? await fetched(asked) : void prefetch(asked);
  if (portfolio && portfolio.shown.page < query.page) {
    redirect(`/dashboard${searchOfPage(await searchParams, portfolio.shown.page)}`);
  }
  prefetch(trpc.alerts.count.queryOptions());
  prefetch(trpc.aiCost.getFirstCall.queryOptions());
  return (
    <HydrateClient>
      <Portfolio home={home} organisation={organisation.name} today={dayKey(new Date())} />
    </HydrateClient>
  );
}
