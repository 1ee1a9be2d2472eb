"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { onSpendNews, onStreamState, type StreamState, streamState } from "#components/live/spend-news.ts";
import { areLiveUpdatesPaused, useIsPaused } from "#components/trpc/live-updates.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";

/** How often the figures are asked for while the stream is lost, in milliseconds. */
const pollMs = 3_000;

/** How the stream of events stands. */
export const useStreamState = (): StreamState =>
  useSyncExternalStore(onStreamState, streamState, () => "starting" as const);

/**
 * Spend as it stands now, of a project or (null) of the organisation, asked for again as soon as calls of it were recorded,
 * by polling while the stream is lost, and not at all while live updates are paused.
 */
export function useTicker(projectId: string | null) {
  const { aiCost } = useTRPC();
  const paused = useIsPaused();
  const lost = useStreamState() === "lost";
  const options = aiCost.getTickerNow.queryOptions({ projectId });
  const { data, refetch } = useSuspenseQuery({ ...options, refetchInterval: lost && !paused ? pollMs : false });

  useEffect(() => {
    let asking = false;
    let again = false;
    /** What is recorded while an answer is on its way may not be in it: then one more is asked for. */
    const ask = async () => {
      again = asking;
      if (asking) return;
      asking = true;
      do {
        again = false;
        await refetch();
      } while (again);
      asking = false;
    };
    const mayAsk = () => document.visibilityState === "visible" && !areLiveUpdatesPaused();
    const stopNews = onSpendNews((projectIds) => {
      const concerned = projectId === null || projectIds.includes(projectId) || projectIds.includes("*");
      if (concerned && mayAsk()) void ask();
    });
    // What was recorded while nobody listened.
    const stopState = onStreamState(() => {
      if (streamState() === "live" && mayAsk()) void ask();
    });
    return () => {
      stopNews();
      stopState();
    };
  }, [projectId, refetch]);
  return data;
}
