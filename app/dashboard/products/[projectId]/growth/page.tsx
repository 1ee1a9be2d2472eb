import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { Growth } from "#components/growth/growth.tsx";
import { growthUrl } from "#components/growth/growth-url.ts";
import { productHref } from "#components/shell/product-path.ts";
import { HydrateClient, prefetch, trpc } from "../../../../trpc-server.tsx";
import { cleanedSearch } from "../../../cleaned-search.ts";
import { projectOfPage, workspace } from "../../../workspace.ts";

type Props = { params: Promise<{ projectId: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await projectOfPage(params);
  return { title: `Revenue & Growth · ${name}` };
}

export default async function GrowthPage({ params, searchParams }: Props) {
  const { id: projectId, name } = await projectOfPage(params);
  const clean = cleanedSearch(await searchParams, growthUrl);
  if (clean !== null) redirect(`${productHref(projectId, "growth")}${clean}`);
  const { permissions } = await workspace();
  prefetch(trpc.growth.getMonthlyGrowth.queryOptions({ projectId }));
  prefetch(trpc.aiCost.getMonthlySummary.queryOptions({ projectId }));
  return (
    <HydrateClient>
      <Growth projectId={projectId} projectName={name} canEditRevenue={permissions.includes("manageRevenue")} />
    </HydrateClient>
  );
}
