import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Insights } from "#components/insights/insights.tsx";
import { insightsUrl, loadInsightsUrl } from "#components/insights/insights-url.ts";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Insights" };

export default async function InsightsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const clean = cleanedSearch(await searchParams, insightsUrl);
  if (clean !== null) redirect(`/dashboard/insights${clean}`);
  const { organisation, canDismissInsights } = await workspace();
  const { show } = await loadInsightsUrl(searchParams);
  prefetch(trpc.insights.list.queryOptions({ show }));
  return (
    <HydrateClient>
      <Insights organisation={organisation.name} today={new Date().toISOString()} canDismiss={canDismissInsights} />
    </HydrateClient>
  );
}
