import type { Metadata } from "next";
import { AuditLog } from "#components/audit/audit-log.tsx";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { NoAccessPage } from "../no-access-page.tsx";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Audit Log" };

export default async function AuditPage() {
  const { organisation, canViewAudit } = await workspace();
  if (!canViewAudit) {
    const what = "The audit log is read by owners, admins and finance.";
    return <NoAccessPage title="Audit Log" what={what} permission="manageMembers" />;
  }
  prefetch(trpc.audit.filters.queryOptions());
  return (
    <HydrateClient>
      <AuditLog organisation={organisation.name} />
    </HydrateClient>
  );
}
