import type { Metadata } from "next";
import { AuditLog } from "#components/audit/audit-log.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Audit Log" };

export default async function AuditPage() {
  const { organisation, canViewAudit } = await workspace();
  if (!canViewAudit) return <NoAccess />;
  prefetch(trpc.audit.filters.queryOptions());
  return (
    <HydrateClient>
      <AuditLog organisation={organisation.name} />
    </HydrateClient>
  );
}

function NoAccess() {
  return (
    <>
      <PageHeader title="Audit Log" live={false} />
      <EmptyState title="The audit log is not open to members.">
        Owners, admins and finance read it. An owner or admin of the organisation can give you one of these roles.
      </EmptyState>
    </>
  );
}
