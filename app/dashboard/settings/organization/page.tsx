import type { Metadata } from "next";
import { Organization } from "#components/organization/organization.tsx";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Organisation" };

export default async function OrganizationPage() {
  const { user, home, permissions } = await workspace();
  prefetch(trpc.organization.get.queryOptions());
  prefetch(trpc.retention.get.queryOptions());
  return (
    <HydrateClient>
      <Organization role={user.role} purser={home.purser} canRename={permissions.includes("manageOrganization")} />
    </HydrateClient>
  );
}
