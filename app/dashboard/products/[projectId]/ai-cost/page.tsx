import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { AiCost } from "#components/ai-cost/ai-cost.tsx";
import { aiCostUrl, loadAiCostUrl, sortableBy } from "#components/ai-cost/ai-cost-url.ts";
import { monthAsked } from "#components/ai-cost/months.ts";
import { productHref } from "#components/shell/product-path.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { dayKey, monthKey } from "#server/time/window.ts";
import { fetched, HydrateClient, prefetch, prefetchPages, trpc } from "../../../../trpc-server.tsx";
import { cleanedSearch } from "../../../cleaned-search.ts";
import { projectOfPage, workspace } from "../../../workspace.ts";

type Props = { params: Promise<{ projectId: string }>; searchParams: Promise<SearchParams> };

const paged = { getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await projectOfPage(params);
  return { title: `AI Cost & Budget · ${name}` };
}

export default async function AiCostPage({ params, searchParams }: Props) {
  const { id: projectId, name } = await projectOfPage(params);
  const now = new Date();
  const { aiCost } = trpc;
  const spent = (await fetched(aiCost.getSpendMonths.queryOptions({ projectId }))) ?? [];
  const { range, by, tab, corrections, month: asked } = await loadAiCostUrl(searchParams);
  const monthReader = {
    parse: (text: string) => monthAsked(aiCostUrl.month.parse(text), spent, monthKey(now)) ?? null,
  };
  const sortReader = { parse: (text: string) => parseSort(text, sortableBy[tab]) };
  const clean = cleanedSearch(await searchParams, { ...aiCostUrl, month: monthReader, sort: sortReader });
  if (clean !== null) redirect(`${productHref(projectId, "ai-cost")}${clean}`);
  const { canSetLimit, home } = await workspace();
  const month = asked ?? undefined;
  prefetch(aiCost.getTickerNow.queryOptions({ projectId }));
  prefetch(trpc.books.month.queryOptions({ month, projectId }));
  if (corrections)
    prefetchPages(
      trpc.books.corrections.infiniteQueryOptions({ bookedMonth: month ?? monthKey(now), projectId }, paged),
    );
  prefetch(aiCost.getMonthlySummary.queryOptions({ projectId, month }));
  prefetch(aiCost.getDailySpend.queryOptions({ projectId, range, month, groupBy: by === "none" ? undefined : by }));
  if (tab === "pipeline") prefetch(aiCost.getPipelineSpend.queryOptions({ projectId, month }));
  if (tab === "provider") prefetch(aiCost.getProviderSpend.queryOptions({ projectId, month }));
  if (tab === "trend") prefetch(aiCost.getMonthlyTrend.queryOptions({ projectId, month }));
  if (tab === "recent-runs") prefetch(aiCost.getRecentTransactions.queryOptions({ projectId }));
  return (
    <HydrateClient>
      <AiCost home={home} projectId={projectId} projectName={name} today={dayKey(now)} canSetLimit={canSetLimit} />
    </HydrateClient>
  );
}
