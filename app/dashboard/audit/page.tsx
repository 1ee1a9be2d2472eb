import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { AuditLog } from "#components/audit/audit-log.tsx";
import { auditQuery, auditUrl, loadAuditUrl } from "#components/audit/audit-url.ts";
import { HydrateClient, prefetch, prefetchPages, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { NoAccessPage } from "../no-access-page.tsx";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Audit Log" };

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const clean = cleanedSearch(await searchParams, auditUrl);
  if (clean !== null) redirect(`/dashboard/audit${clean}`);
  const { organisation, canViewAudit } = await workspace();
  if (!canViewAudit) {
    const what = "The audit log is read by owners, admins and finance.";
    return <NoAccessPage title="Audit Log" what={what} permission="manageMembers" />;
  }
  prefetch(trpc.audit.filters.queryOptions());
  prefetchPages(
    trpc.audit.list.infiniteQueryOptions(auditQuery(await loadAuditUrl(searchParams)), {
      getNextPageParam: (page) => page.nextCursor,
    }),
  );
  return (
    <HydrateClient>
      <AuditLog organisation={organisation.name} />
    </HydrateClient>
  );
}
