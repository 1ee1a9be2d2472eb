import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Portfolio } from "#components/portfolio/portfolio.tsx";
import { loadPortfolioUrl, portfolioQuery, portfolioUrl } from "#components/portfolio/portfolio-url.ts";
import { dayKey } from "#server/time/window.ts";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const clean = cleanedSearch(await searchParams, portfolioUrl);
  if (clean !== null) redirect(`/dashboard${clean}`);
  const { home, organisation } = await workspace();
  prefetch(trpc.aiCost.getTickerNow.queryOptions({ projectId: null }));
  prefetch(trpc.aiCost.getPortfolio.queryOptions(portfolioQuery(await loadPortfolioUrl(searchParams))));
  prefetch(trpc.alerts.count.queryOptions());
  prefetch(trpc.aiCost.getFirstCall.queryOptions());
  return (
    <HydrateClient>
      <Portfolio home={home} organisation={organisation.name} today={dayKey(new Date())} />
    </HydrateClient>
  );
}
