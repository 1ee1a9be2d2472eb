import type { Metadata } from "next";
import { Imports } from "#components/imports/imports.tsx";
import { env } from "#server/env.ts";
import { HydrateClient, prefetchPages, trpc } from "../../../trpc-server.tsx";
import { NoAccessPage } from "../../no-access-page.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Import" };

export default async function ImportPage() {
  const { organisation, permissions, projects } = await workspace();
  if (!permissions.includes("ingest")) {
    return <NoAccessPage title="Import" what="Files are imported by owners and admins." permission="ingest" />;
  }
  prefetchPages(trpc.imports.list.infiniteQueryOptions({}, { getNextPageParam: ({ nextCursor }) => nextCursor }));
  return (
    <HydrateClient>
      <Imports
        organisation={organisation.name}
        projects={projects}
        maxBytes={env().PURSER_MAX_IMPORT_BYTES}
        now={new Date().toISOString()}
      />
    </HydrateClient>
  );
}
