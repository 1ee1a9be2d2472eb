"use client";

import type { QueryClient, QueryFilters } from "@tanstack/react-query";
import { areLiveUpdatesPaused } from "#components/trpc/live-updates.ts";
import { prepareToasts, showToast } from "#components/ui/toast.tsx";
import type { LiveEvent } from "#server/alerts/live-events.ts";
import { showDesktopAlert } from "./desktop-permission.ts";
import { newsOf } from "./event-words.ts";
import { shareStream } from "./share-stream.ts";

type List = { pathFilter: () => QueryFilters; count?: { pathFilter: () => QueryFilters } };

type Following = {
  audience: string;
  queryClient: QueryClient;
  /** What is asked for again when something happened. */
  lists: readonly List[];
  open: (path: string) => void;
};

/** More at once are said in one sentence. */
const mostToasts = 3;

/** Follows the events of the organisation until the function it returns is called. */
export function followEvents({ audience, queryClient, lists, open }: Following): () => void {
  prepareToasts();
  return shareStream(audience, (events: LiveEvent[], first: boolean) => {
    const refetchType = areLiveUpdatesPaused() ? "none" : "active";
    for (const list of lists) {
      void queryClient.invalidateQueries({ ...list.pathFilter(), refetchType });
      if (refetchType === "none" && list.count) void queryClient.invalidateQueries(list.count.pathFilter());
    }
    const news = newsOf(events);
    if (first) for (const one of news) showDesktopAlert(one, open);
    // Nobody reads the toasts of a tab in the background; its badges say the same.
    if (document.visibilityState !== "visible") return;
    const [one] = news;
    if (one && news.length > mostToasts) {
      const path = news.every((each) => each.path === one.path) ? one.path : "/dashboard/alerts";
      const text = `${news.length} new alerts and approvals.`;
      showToast({ kind: "warning", text, action: { label: "View", onClick: () => open(path) } });
      return;
    }
    for (const { kind, text, path } of news) {
      showToast({ kind, text, action: { label: "View", onClick: () => open(path) } });
    }
  });
}
