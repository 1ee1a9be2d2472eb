import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { agentHref } from "#components/agents/agent-href.ts";
import { AgentPage } from "#components/agents/agent-page.tsx";
import { agentUrl, loadAgentUrl } from "#components/agents/agents-url.ts";
import { HydrateClient, prefetch, prefetchPages, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { workspace } from "../../workspace.ts";

type Props = { params: Promise<{ agentId: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Agent ${decodeURIComponent((await params).agentId)}` };
}

export default async function OneAgentPage({ params, searchParams }: Props) {
  const agentId = decodeURIComponent((await params).agentId);
  const clean = cleanedSearch(await searchParams, agentUrl);
  if (clean !== null) redirect(`${agentHref(agentId)}${clean}`);
  const { canSetLimit, canManageAgents } = await workspace();
  const { tab, range } = await loadAgentUrl(searchParams);
  const { agents, insights } = trpc;
  prefetch(agents.get.queryOptions({ agentId }));
  prefetch(agents.limits.queryOptions({ agentId }));
  if (tab === "analytics") {
    prefetch(agents.analytics.queryOptions({ agentId, range }));
    prefetch(insights.list.queryOptions({ agentId }));
  }
  const paged = { getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor };
  if (tab === "runs") prefetchPages(agents.jobs.infiniteQueryOptions({ agentId }, paged));
  if (tab === "activity") prefetchPages(agents.calls.infiniteQueryOptions({ agentId }, paged));
  if (tab === "budget") {
    prefetch(agents.usage.queryOptions({ agentId }));
    prefetch(agents.alerts.queryOptions({ agentId }));
  }
  return (
    <HydrateClient>
      <AgentPage agentId={agentId} canSetLimit={canSetLimit} canManageAgents={canManageAgents} />
    </HydrateClient>
  );
}
