"use client";

import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";
import { onSpendNews } from "#components/live/spend-news.ts";
import { dayKey } from "#server/time/window.ts";

const intervalMs = 10_000;
/** How often at most while calls keep coming, so that many open pages do not keep the server busy. */
const busyMs = 5_000;

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
export function refreshFigures(queryClient: QueryClient): Promise<void> {
  return queryClient.refetchQueries(
    { type: "active", predicate: (query) => query.state.data !== undefined },
    { cancelRefetch: false },
  );
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
 * Keeps the figures of the page fresh while it is looked at: at once when calls were recorded (every five seconds while they
 * keep coming) and when it is looked at again, else every ten seconds.
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
    let soon: ReturnType<typeof setTimeout> | undefined;
    const stopNews = onSpendNews(() => {
      soon ??= setTimeout(
        () => {
          soon = undefined;
          refresh(0);
        },
        Math.max(0, last + busyMs - Date.now()),
      );
    });
    window.addEventListener("focus", onLook);
    document.addEventListener("visibilitychange", onLook);
    return () => {
      clearInterval(timer);
      clearTimeout(soon);
      stopNews();
      window.removeEventListener("focus", onLook);
      document.removeEventListener("visibilitychange", onLook);
    };
  }, [isPaused, queryClient, router]);

  return { at: Number(at), failing: failing === "true", paused: isPaused };
}
