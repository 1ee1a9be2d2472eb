import type { Metadata } from "next";
import { Portfolio } from "#components/portfolio/portfolio.tsx";
import { dayKey } from "#server/time/window.ts";
import { HydrateClient, prefetch, trpc } from "../../trpc-server.tsx";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const { home, organisation } = await workspace();
  prefetch(trpc.aiCost.getTickerNow.queryOptions({ projectId: null }));
  prefetch(trpc.aiCost.getCrossProjectSummary.queryOptions());
  return (
    <HydrateClient>
      <Portfolio home={home} organisation={organisation.name} today={dayKey(new Date())} />
    </HydrateClient>
  );
}
