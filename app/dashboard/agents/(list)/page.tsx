import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Agents } from "#components/agents/agents.tsx";
import { agentsQuery, agentsUrl, loadAgentsUrl } from "#components/agents/agents-url.ts";
import { dayKey } from "#server/time/window.ts";
import { fetched, HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { searchOfPage } from "../../search-of-page.ts";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Agents" };

export default async function AgentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const clean = cleanedSearch(await searchParams, agentsUrl);
  if (clean !== null) redirect(`/dashboard/agents${clean}`);
  const { organisation } = await workspace();
  const query = agentsQuery(await loadAgentsUrl(searchParams));
  const asked = trpc.agents.list.queryOptions(query);
  // Further on than there are pages: the address says the last one, as the table does.
  const list = query.page > 1 ? await fetched(asked) : void prefetch(asked);
  if (list && list.page < query.page) redirect(`/dashboard/agents${searchOfPage(await searchParams, list.page)}`);
  return (
    <HydrateClient>
      <Agents organisation={organisation.name} today={dayKey(new Date())} />
    </HydrateClient>
  );
}
