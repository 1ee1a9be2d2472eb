import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Budgets } from "#components/budgets/budgets.tsx";
import { budgetsSortable, budgetsUrl } from "#components/budgets/budgets-url.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Budgets" };

export default async function BudgetsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const sort = { parse: (text: string) => parseSort(text, budgetsSortable) };
  const clean = cleanedSearch(await searchParams, { ...budgetsUrl, sort });
  if (clean !== null) redirect(`/dashboard/budgets${clean}`);
  const { organisation, canSetLimit } = await workspace();
  prefetch(trpc.budgets.list.queryOptions());
  prefetch(trpc.projections.ofBudgets.queryOptions());
  return (
    <HydrateClient>
      <Budgets organisation={organisation.name} canEdit={canSetLimit} />
    </HydrateClient>
  );
}
