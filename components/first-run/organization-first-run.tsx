"use client";

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { productHref } from "#components/shell/product-path.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { firstCallPollMs } from "./first-call-poll.ts";
import type { Home } from "./first-run.tsx";

const FirstRun = lazy(async () => ({ default: (await import("./first-run.tsx")).FirstRun }));

/** The first run of an organisation none of whose projects ever had a call; nothing for others. */
export function OrganizationFirstRun({ home }: { home: Home }) {
  const { data } = useQuery({
    ...useTRPC().aiCost.getCrossProjectSummary.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.projects.every(isSilent) ? firstCallPollMs : false),
  });
  const [waited, setWaited] = useState(false);
  const isWaiting = data?.projects.every(isSilent) ?? false;
  if (isWaiting && !waited) setWaited(true);
  if (!waited) return null;
  const first = data?.projects.find((project) => !isSilent(project));
  const projectId = first?.projectId ?? data?.projects[0]?.projectId ?? null;
  return (
    <Suspense>
      <FirstRun home={home} projectId={projectId} received={first ? productHref(first.projectId, "ai-cost") : null} />
    </Suspense>
  );
}

const isSilent = (project: { lastEventAt: string | null }): boolean => project.lastEventAt === null;
