import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Approvals } from "#components/approvals/approvals.tsx";
import { approvalsUrl, loadApprovalsUrl } from "#components/approvals/approvals-url.ts";
import { HydrateClient, prefetchPages, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Approvals" };

export default async function ApprovalsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { organisation, canDecideApprovals } = await workspace();
  const clean = cleanedSearch(await searchParams, approvalsUrl);
  if (clean !== null) redirect(`/dashboard/approvals${clean}`);
  const { tab } = await loadApprovalsUrl(searchParams);
  const input = { status: tab };
  prefetchPages(trpc.approvals.list.infiniteQueryOptions(input, { getNextPageParam: (page) => page.nextCursor }));
  return (
    <HydrateClient>
      <Approvals organisation={organisation.name} today={new Date().toISOString()} canDecide={canDecideApprovals} />
    </HydrateClient>
  );
}
