import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Alerts } from "#components/alerts/alerts.tsx";
import { alertsUrl, loadAlertsUrl } from "#components/alerts/alerts-url.ts";
import { HydrateClient, prefetch, prefetchPages, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { organisation, canSetLimit } = await workspace();
  const clean = cleanedSearch(await searchParams, alertsUrl);
  if (clean !== null) redirect(`/dashboard/alerts${clean}`);
  const { tab } = await loadAlertsUrl(searchParams);
  prefetchPages(trpc.alerts.list.infiniteQueryOptions({ show: tab }, { getNextPageParam: (page) => page.nextCursor }));
  prefetch(trpc.alerts.alerting.queryOptions());
  return (
    <HydrateClient>
      <Alerts organisation={organisation.name} today={new Date().toISOString()} canSetAlerting={canSetLimit} />
    </HydrateClient>
  );
}
