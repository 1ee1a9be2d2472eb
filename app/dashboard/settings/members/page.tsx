import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Members } from "#components/members/members.tsx";
import { membersUrl } from "#components/members/members-url.ts";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { NoAccessPage } from "../../no-access-page.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { organisation, user, permissions } = await workspace();
  if (!permissions.includes("manageMembers")) {
    return <NoAccessPage title="Members" what="Members are managed by owners and admins." permission="manageMembers" />;
  }
  const clean = cleanedSearch(await searchParams, membersUrl);
  if (clean !== null) redirect(`/dashboard/settings/members${clean}`);
  prefetch(trpc.members.list.queryOptions());
  return (
    <HydrateClient>
      <Members organisation={organisation.name} self={{ id: user.id, role: user.role }} />
    </HydrateClient>
  );
}
