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
    ...useTRPC().aiCost.getFirstCall.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.receivedIn === null ? firstCallPollMs : false),
  });
  const [waited, setWaited] = useState(false);
  if (data?.receivedIn === null && !waited) setWaited(true);
  if (!waited || !data) return null;
  const { projectId, receivedIn } = data;
  return (
    <Suspense>
      <FirstRun
        home={home}
        projectId={receivedIn ?? projectId}
        received={receivedIn === null ? null : productHref(receivedIn, "ai-cost")}
      />
    </Suspense>
  );
}
