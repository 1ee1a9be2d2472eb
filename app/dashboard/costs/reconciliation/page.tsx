import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Reconciliation } from "#components/reconciliation/reconciliation.tsx";
import {
  loadReconciliationUrl,
  reconciliationHref,
  reconciliationQuery,
  reconciliationUrl,
  sortableColumns,
} from "#components/reconciliation/reconciliation-url.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { dayKey, monthKey } from "#server/time/window.ts";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { NoAccessPage } from "../../no-access-page.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Reconciliation" };

export default async function ReconciliationPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const now = new Date();
  const clean = cleanedSearch(await searchParams, {
    ...reconciliationUrl,
    month: { parse: (text) => (reconciliationUrl.month.parse(text) && text < monthKey(now) ? text : null) },
    sort: { parse: (text) => parseSort(text, sortableColumns) },
  });
  if (clean !== null) redirect(`${reconciliationHref}${clean}`);
  const { organisation, permissions } = await workspace();
  if (!permissions.includes("reconcile")) {
    const what = "Providers’ bills are reconciled by owners, admins and finance.";
    return <NoAccessPage title="Reconciliation" what={what} permission="reconcile" />;
  }
  const asked = reconciliationQuery(await loadReconciliationUrl(searchParams));
  prefetch(trpc.reconciliation.month.queryOptions(asked));
  return (
    <HydrateClient>
      <Reconciliation organisation={organisation.name} today={dayKey(now)} />
    </HydrateClient>
  );
}
