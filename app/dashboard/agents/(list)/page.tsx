import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Agents } from "#components/agents/agents.tsx";
import { agentsQuery, agentsUrl, loadAgentsUrl } from "#components/agents/agents-url.ts";
import { dayKey } from "#server/time/window.ts";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Agents" };

export default async function AgentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const clean = cleanedSearch(await searchParams, agentsUrl);
  if (clean !== null) redirect(`/dashboard/agents${clean}`);
  const { organisation } = await workspace();
  prefetch(trpc.agents.list.queryOptions(agentsQuery(await loadAgentsUrl(searchParams))));
  return (
    <HydrateClient>
      <Agents organisation={organisation.name} today={dayKey(new Date())} />
    </HydrateClient>
  );
}
