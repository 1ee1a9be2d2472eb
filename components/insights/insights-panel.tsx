"use client";

import { useQueryStates } from "nuqs";
import { useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Button } from "#components/ui/button.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { rangeLabel } from "#server/time/label.ts";
import { Coverage } from "./coverage.tsx";
import { InsightCard } from "./insight-card.tsx";
import { insightsUrl, type Show } from "./insights-url.ts";
import { KindTiles } from "./kind-tiles.tsx";
import { NoInsights } from "./no-insights.tsx";
import { RefreshButton } from "./refresh-button.tsx";
import { useDismiss } from "./use-dismiss.ts";

const showOptions: { value: Show; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "dismissed", label: "Dismissed" },
];
const firstShown = 10;

/** What the last search found, or what was dismissed, of the kind and project that the address names. */
export function InsightsPanel({ today, canDismiss }: { today: string; canDismiss: boolean }) {
  const { insights } = useTRPC();
  const [url, setUrl] = useQueryStates(insightsUrl);
  const { data, shown, freshness } = useKeptQuery(url.show, (show) => insights.list.queryOptions({ show }));
  const [all, setAll] = useState(false);
  const dismiss = useDismiss();
  const { search, items } = data;
  const now = new Date(today);
  const projects = new Map(items.map(({ projectId, projectName }) => [projectId, projectName]));
  // One that the address names stays a choice when it has none (any more).
  if (url.project && !projects.has(url.project)) projects.set(url.project, url.project);
  const projectOptions = [
    { value: "", label: "All Projects" },
    ...[...projects].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label, "en")),
  ];
  const ofProject = items.filter(({ projectId }) => !url.project || projectId === url.project);
  const wanted = ofProject.filter(({ evidence }) => url.kind === null || evidence.kind === url.kind);
  const listed = all ? wanted : wanted.slice(0, firstShown);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-[0.8125rem]">
        <p className="mr-auto min-w-0 text-ink-muted">
          {search ? (
            <>
              {rangeLabel(search)}. Last looked{" "}
              <Timestamp iso={search.searchedAt} text={momentText(search.searchedAt, now)} />; again every hour.
            </>
          ) : (
            "Nobody has looked yet."
          )}
        </p>
        <div className="flex flex-wrap items-center gap-2 print:hidden">
          <NativeSelect
            label="Project"
            value={url.project}
            options={projectOptions}
            onValueChange={(project) => setUrl({ project })}
          />
          <SegmentedControl
            label="Show"
            options={showOptions}
            value={url.show}
            onValueChange={(show) => setUrl({ show })}
          />
          <RefreshButton />
          {wanted.length > 0 && (
            <ExportButton table="insights" query={{ show: shown, kind: url.kind, project: url.project }} />
          )}
        </div>
      </div>
      <Refreshing name="Insights" {...freshness} className="flex flex-col gap-4">
        {items.length > 0 && (
          <KindTiles insights={ofProject} kind={url.kind} onKindChange={(kind) => setUrl({ kind })} />
        )}
        {wanted.length > 0 ? (
          <ul aria-label={shown === "open" ? "Insights" : "Dismissed Insights"} className="flex flex-col gap-3">
            {listed.map((insight) => (
              <InsightCard
                key={insight.id}
                insight={insight}
                now={now}
                open={shown === "open"}
                days={search}
                onDismiss={canDismiss ? dismiss : undefined}
              />
            ))}
          </ul>
        ) : (
          <NoInsights
            search={search}
            dismissed={shown === "dismissed"}
            filtered={items.length > 0 || url.project !== ""}
            onShowAll={() => setUrl({ kind: null, project: null })}
          />
        )}
        {wanted.length > listed.length && (
          <div className="flex justify-center print:hidden">
            <Button onClick={() => setAll(true)}>Show {wanted.length - listed.length} More Insights</Button>
          </div>
        )}
        {search && shown === "open" && <Coverage search={search} found={items.length > 0} canDismiss={canDismiss} />}
      </Refreshing>
    </div>
  );
}
