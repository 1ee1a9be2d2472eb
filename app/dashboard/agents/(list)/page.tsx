import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Agents } from "#components/agents/agents.tsx";
import { agentsUrl, sortableAgents } from "#components/agents/agents-url.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { dayKey } from "#server/time/window.ts";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Agents" };

export default async function AgentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const sortReader = { parse: (text: string) => parseSort(text, sortableAgents) };
  const clean = cleanedSearch(await searchParams, { ...agentsUrl, sort: sortReader });
  if (clean !== null) redirect(`/dashboard/agents${clean}`);
  const { organisation } = await workspace();
  prefetch(trpc.agents.list.queryOptions());
  return (
    <HydrateClient>
      <Agents organisation={organisation.name} today={dayKey(new Date())} />
    </HydrateClient>
  );
}
