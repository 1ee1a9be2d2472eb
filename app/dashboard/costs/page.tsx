import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { CompanyCosts } from "#components/company/company-costs.tsx";
import {
  companyAgentsQuery,
  companyHref,
  companyUrl,
  loadCompanyUrl,
  sortableBy,
} from "#components/company/company-url.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { dayKey, monthKey } from "#server/time/window.ts";
import { fetched, HydrateClient, prefetch, prefetchPages, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { searchOfPage } from "../search-of-page.ts";
import { workspace } from "../workspace.ts";

const paged = { getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor };

export const metadata: Metadata = { title: "Company Costs" };

export default async function CompanyCostsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const asked = await loadCompanyUrl(searchParams);
  const now = new Date();
  const clean = cleanedSearch(await searchParams, {
    ...companyUrl,
    month: { parse: (text) => (companyUrl.month.parse(text) && text < monthKey(now) ? text : null) },
    sort: { parse: (text) => parseSort(text, sortableBy[asked.tab]) },
  });
  if (clean !== null) redirect(`${companyHref}${clean}`);
  const { organisation, canSetLimit, permissions } = await workspace();
  const month = asked.month ?? undefined;
  prefetch(trpc.books.month.queryOptions({ month }));
  if (asked.corrections)
    prefetchPages(trpc.books.corrections.infiniteQueryOptions({ bookedMonth: month ?? monthKey(now) }, paged));
  prefetch(trpc.company.costs.queryOptions({ month }));
  if (asked.tab === "agent") {
    const agents = trpc.company.agents.queryOptions(companyAgentsQuery({ ...asked, month }));
    const list = asked.page > 1 ? await fetched(agents) : void prefetch(agents);
    // Further on than there are pages: the address says the last one, as the table does.
    if (list && list.page < asked.page) redirect(`${companyHref}${searchOfPage(await searchParams, list.page)}`);
  }
  return (
    <HydrateClient>
      <CompanyCosts
        organisation={organisation.name}
        today={dayKey(now)}
        canSetLimit={canSetLimit}
        canReconcile={permissions.includes("reconcile")}
        canExport={permissions.includes("exportBooks")}
        canClose={permissions.includes("closeMonth")}
        canReopen={permissions.includes("reopenMonth")}
      />
    </HydrateClient>
  );
}
