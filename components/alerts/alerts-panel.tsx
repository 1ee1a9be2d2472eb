"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import type { Alert } from "#server/alerts/queries.ts";
import { counted } from "#server/money/format.ts";
import { AlertRow } from "./alert-row.tsx";
import type { AlertTab } from "./alerts-url.ts";
import { useAcknowledge } from "./use-acknowledge.ts";

const empty: Record<AlertTab, { title: string; text: string }> = {
  open: {
    title: "Nothing needs you.",
    text: "A budget that reaches a threshold shows up here at once; one that is on course to pass its limit, and an unusual day, within an hour.",
  },
  acknowledged: { title: "Nothing acknowledged yet.", text: "Alerts that somebody has seen are kept here." },
  all: { title: "No alerts yet.", text: "A budget that reaches 80, 95 or 100 per cent shows up here at once." },
};

/** The alerts of one tab, newest first, 50 at a time; one or many are acknowledged, or opened again. */
export function AlertsPanel({ tab, today }: { tab: AlertTab; today: string }) {
  const { alerts } = useTRPC();
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = useSuspenseInfiniteQuery(
    alerts.list.infiniteQueryOptions({ show: tab }, { getNextPageParam: ({ nextCursor }) => nextCursor }),
  );
  const acknowledge = useAcknowledge();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What was just acknowledged leaves its tab before the server says so.
  const shown = data.pages
    .flatMap(({ items }) => items)
    .filter(({ acknowledgedAt }) => tab === "all" || (acknowledgedAt === null) === (tab === "open"));
  const selected = shown.filter(({ id }) => chosen.has(id));
  const toAcknowledge = selected.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  const toReopen = selected.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const change = (ids: string[], acknowledged: boolean, verdict?: Alert["verdict"]) => {
    setChosen(new Set());
    acknowledge(ids, acknowledged, verdict ?? undefined);
  };
  const more = (
    <MoreButton
      name="Alerts"
      shown={hasNextPage}
      busy={isFetchingNextPage}
      failed={isFetchNextPageError}
      onMore={() => void fetchNextPage()}
    />
  );

  if (shown.length === 0) {
    return hasNextPage ? more : <EmptyState title={empty[tab].title}>{empty[tab].text}</EmptyState>;
  }
  return (
    <>
      <div className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-4 py-2 sm:px-5 print:hidden">
        <label className="flex h-8 touch:h-11 items-center gap-3 text-[0.8125rem] text-ink-muted">
          <span className="flex size-8 touch:size-11 items-center justify-center">
            <input
              type="checkbox"
              checked={selected.length === shown.length}
              onChange={(event) => setChosen(new Set(event.target.checked ? shown.map(({ id }) => id) : []))}
              className="size-4 accent-brand"
            />
          </span>
          Select All {shown.length > 1 && `(${shown.length})`}
        </label>
        <span role="status" className="sr-only">
          {selected.length > 0 ? `${counted(selected.length, "alert")} selected` : ""}
        </span>
        <span className="ml-auto flex flex-wrap gap-2">
          {toAcknowledge.length > 0 && (
            <Button variant="primary" onClick={() => change(idsOf(toAcknowledge), true)}>
              Acknowledge {toAcknowledge.length} Selected
            </Button>
          )}
          {toReopen.length > 0 && (
            <Button onClick={() => change(idsOf(toReopen), false)}>Reopen {toReopen.length} Selected</Button>
          )}
          <ExportButton table="alerts" query={{ show: tab }} />
        </span>
      </div>
      <ul aria-label="Alerts">
        {shown.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            now={new Date(today)}
            selected={chosen.has(alert.id)}
            onSelect={(on) => choose(alert.id, on)}
            onAcknowledge={(acknowledged, verdict) => change([alert.id], acknowledged, verdict)}
          />
        ))}
      </ul>
      {more}
    </>
  );
}

const idsOf = (alerts: readonly { id: string }[]) => alerts.map(({ id }) => id);
