"use client";

import type { QueryClient, QueryFilters } from "@tanstack/react-query";
import { areLiveUpdatesPaused } from "#components/trpc/live-updates.ts";
import { prepareToasts, showToast } from "#components/ui/toast.tsx";
import type { LiveEvent } from "#server/alerts/live-events.ts";
import { showDesktopAlert } from "./desktop-permission.ts";
import { newsOf } from "./event-words.ts";
import { shareStream } from "./share-stream.ts";
import { setConnected, tellSpendNews } from "./spend-news.ts";

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
export function followEvents(following: Following): () => void {
  prepareToasts();
  return shareStream(following.audience, {
    connected: setConnected,
    batch: ({ events, spent }, first) => {
      if (spent.length > 0) tellSpendNews(spent);
      // That calls were recorded changes none of these lists: what follows from it comes as an event.
      if (events.length > 0 || spent.length === 0) tellEvents(following, events, first);
    },
  });
}

function tellEvents({ queryClient, lists, open }: Following, events: LiveEvent[], first: boolean): void {
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
}
