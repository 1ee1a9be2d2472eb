import type { Metadata } from "next";
import { Growth } from "#components/growth/growth.tsx";
import { HydrateClient, prefetch, trpc } from "../../../../trpc-server.tsx";
import { projectOfPage } from "../../../workspace.ts";

type Props = { params: Promise<{ projectId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await projectOfPage(params);
  return { title: `Revenue & Growth · ${name}` };
}

export default async function GrowthPage({ params }: Props) {
  const { id: projectId, name } = await projectOfPage(params);
  prefetch(trpc.growth.getMonthlyGrowth.queryOptions({ projectId }));
  prefetch(trpc.aiCost.getMonthlySummary.queryOptions({ projectId }));
  return (
    <HydrateClient>
      <Growth projectId={projectId} projectName={name} />
    </HydrateClient>
  );
}
