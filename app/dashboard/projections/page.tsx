import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Projections } from "#components/projections/projections.tsx";
import { loadProjectionsUrl, projectionsSortable, projectionsUrl } from "#components/projections/projections-url.ts";
import { parseSort } from "#components/ui/table-sort.ts";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { cleanedSearch } from "../cleaned-search.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Projections" };

export default async function ProjectionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const sort = { parse: (text: string) => parseSort(text, projectionsSortable) };
  const search = await searchParams;
  const clean = cleanedSearch(search, { ...projectionsUrl, sort });
  if (clean !== null) redirect(`/dashboard/projections${clean}`);
  const { organisation } = await workspace();
  prefetch(trpc.projections.getProjection.queryOptions({ scope: "organization" }));
  prefetch(trpc.projections.ofScopes.queryOptions({ scope: loadProjectionsUrl(search).tab }));
  return (
    <HydrateClient>
      <Projections organisation={organisation.name} />
    </HydrateClient>
  );
}
