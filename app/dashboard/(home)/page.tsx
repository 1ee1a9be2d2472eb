import type { Metadata } from "next";
import { Portfolio } from "#components/portfolio/portfolio.tsx";
import { dayKey } from "#server/time/window.ts";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const { organisation } = await workspace();
  prefetch(trpc.aiCost.getCrossProjectSummary.queryOptions());
  return (
    <HydrateClient>
      <Portfolio orgId={organisation.id} organisation={organisation.name} today={dayKey(new Date())} />
    </HydrateClient>
  );
}
