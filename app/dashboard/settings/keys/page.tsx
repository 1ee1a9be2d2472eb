import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { ApiKeys } from "#components/keys/api-keys.tsx";
import { keysUrl } from "#components/keys/keys-url.ts";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { cleanedSearch } from "../../cleaned-search.ts";
import { NoAccessPage } from "../../no-access-page.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "API Keys" };

export default async function KeysPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { organisation, home, permissions } = await workspace();
  if (!permissions.includes("manageKeys")) {
    return <NoAccessPage title="API Keys" what="API keys are managed by owners and admins." permission="manageKeys" />;
  }
  const clean = cleanedSearch(await searchParams, keysUrl);
  if (clean !== null) redirect(`/dashboard/settings/keys${clean}`);
  prefetch(trpc.keys.list.queryOptions());
  return (
    <HydrateClient>
      <ApiKeys organisation={organisation.name} purser={home.purser} now={new Date().toISOString()} />
    </HydrateClient>
  );
}
