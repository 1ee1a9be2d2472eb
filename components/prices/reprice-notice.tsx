"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Notice } from "#components/ui/notice.tsx";
import { progressText } from "./reprice-words.ts";

/** How often a reprice under way is looked at, in milliseconds. */
const pollMs = 2_000;

/** Reprices under way, whoever began them, and the last one where it failed. Nothing else. */
export function RepriceNotice() {
  const { prices } = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery({
    ...prices.reprices.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "running") ? pollMs : false),
  });
  const running = data.filter(({ status }) => status === "running");
  const wasRunning = useRef(0);
  useEffect(() => {
    if (running.length < wasRunning.current) void queryClient.invalidateQueries();
    wasRunning.current = running.length;
  }, [running.length, queryClient]);
  const shown = data.filter(({ status }, index) => status === "running" || (index === 0 && status === "failed"));
  return shown.map((one) => (
    <Notice key={one.id} tone={one.status === "failed" ? "bad" : "info"} icon={<RefreshCw aria-hidden="true" />}>
      {one.status === "failed" && <span className="font-medium">Not all calls of {one.model} were repriced. </span>}
      {progressText(one)}
    </Notice>
  ));
}
