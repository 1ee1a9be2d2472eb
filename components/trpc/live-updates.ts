"use client";

import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { onSpendNews } from "#components/live/spend-news.ts";
import { dayKey } from "#server/time/window.ts";
import { createPace } from "./pace.ts";

const intervalMs = 10_000;

let paused = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stops the figures from changing by themselves, on every page of this tab, or lets them again. */
export function pauseLiveUpdates(pause: boolean): void {
  paused = pause;
  for (const listener of listeners) listener();
}

/** Whether they are stopped. */
export const areLiveUpdatesPaused = (): boolean => paused;

/** The same, for a component that shows it. */
export const useIsPaused = (): boolean => useSyncExternalStore(subscribe, areLiveUpdatesPaused, () => false);

/** Asks again for everything that is on the page. What has no figures yet waits for its own Retry. */
export function refreshFigures(queryClient: QueryClient, which = (_query: Query): boolean => true): Promise<void> {
  return queryClient.refetchQueries(
    { type: "active", predicate: (query) => query.state.data !== undefined && which(query) },
    { cancelRefetch: false },
  );
}

/** Whether calls of these projects (`*`: of any) change what a query of the page answers; the frame is told by events. */
function changedBySpend({ meta, queryKey }: Query, projectIds: ReadonlySet<string>): boolean {
  if (meta?.ofFrame) return false;
  const [, asked] = queryKey as [unknown, { input?: { projectId?: unknown } }?];
  const projectId = asked?.input?.projectId;
  return typeof projectId !== "string" || projectIds.has(projectId) || projectIds.has("*");
}

/** How the figures on the page stand: `at` is when the oldest of them came, in epoch milliseconds, 0 before any. */
function standing(queryClient: QueryClient): string {
  const ofPage = ({ meta }: Query) => !meta?.ofFrame;
  const shown = queryClient.getQueryCache().findAll({ type: "active", predicate: ofPage });
  const times = shown.map((query) => query.state.dataUpdatedAt).filter((at) => at > 0);
  const failing = shown.some((query) => query.state.status === "error");
  return `${times.length > 0 ? Math.min(...times) : 0} ${failing}`;
}

/**
 * Keeps the figures of the page fresh while it is looked at: those that calls concern when they were recorded, as fast as
 * the server answers lightly (`pace.ts`); all when it is looked at again, and every ten seconds.
 * On a new UTC day the page itself is asked for again, for its dates.
 */
export function useLiveUpdates(): { at: number; failing: boolean; paused: boolean } {
  const queryClient = useQueryClient();
  const router = useRouter();
  const isPaused = useIsPaused();
  const [at, failing] = useSyncExternalStore(
    (listener) => queryClient.getQueryCache().subscribe(listener),
    () => standing(queryClient),
    () => "0 false",
  ).split(" ");

  useEffect(() => {
    if (isPaused) return;
    let last = Date.now();
    let day = dayKey(new Date());
    const refresh = (atLeastMs: number) => {
      if (document.visibilityState !== "visible" || Date.now() - last < atLeastMs) return;
      last = Date.now();
      void refreshFigures(queryClient);
      if (dayKey(new Date()) === day) return;
      day = dayKey(new Date());
      router.refresh();
    };
    const timer = setInterval(() => refresh(0), intervalMs);
    const onLook = () => refresh(1000);
    const spent = new Set<string>();
    const pace = createPace(async () => {
      const projectIds = new Set(spent);
      spent.clear();
      if (document.visibilityState !== "visible") return; // all is asked for when it is looked at again
      await refreshFigures(queryClient, (query) => changedBySpend(query, projectIds));
    });
    const stopNews = onSpendNews((projectIds) => {
      for (const id of projectIds) spent.add(id);
      pace.tell();
    });
    window.addEventListener("focus", onLook);
    document.addEventListener("visibilitychange", onLook);
    return () => {
      clearInterval(timer);
      stopNews();
      pace.stop();
      window.removeEventListener("focus", onLook);
      document.removeEventListener("visibilitychange", onLook);
    };
  }, [isPaused, queryClient, router]);

  return { at: Number(at), failing: failing === "true", paused: isPaused };
}
