"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { productHref } from "#components/shell/product-path.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { firstCallPollMs } from "./first-call-poll.ts";
import type { Home } from "./first-run.tsx";

const FirstRun = lazy(async () => ({ default: (await import("./first-run.tsx")).FirstRun }));

/**
 * The first run of a project that never had a call; nothing for others. Once the call came, every figure of the page is
 * asked for again, and it stays to say so until one leaves the page.
 */
export function ProjectFirstRun({ home, projectId }: { home: Home; projectId: string }) {
  const { aiCost } = useTRPC();
  const queryClient = useQueryClient();
  const { data: months } = useQuery({
    ...aiCost.getSpendMonths.queryOptions({ projectId }),
    refetchInterval: ({ state }) => (state.data?.length === 0 ? firstCallPollMs : false),
  });
  const [waited, setWaited] = useState(false);
  if (months?.length === 0 && !waited) setWaited(true);
  const received = waited && months !== undefined && months.length > 0;
  useEffect(() => {
    if (received) void queryClient.invalidateQueries(aiCost.pathFilter());
  }, [received, queryClient, aiCost]);
  if (!waited) return null;
  const href = `${productHref(projectId, "ai-cost")}?month=${months?.at(-1)}&tab=recent-runs`;
  return (
    <Suspense>
      <FirstRun home={home} projectId={projectId} received={received ? href : null} />
    </Suspense>
  );
}
