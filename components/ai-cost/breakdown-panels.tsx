"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { lazy, useDeferredValue } from "react";
import { longMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { monthKey } from "#server/time/window.ts";
import { AgentTypeTable } from "./agent-type-table.tsx";
import type { Comparison } from "./ai-cost-data.ts";
import type { SortProps } from "./sort-props.ts";

// The tab a page opens with most is part of it; the code of the others comes with their tab, together with their figures.
const loadPipelineTable = () => import("./pipeline-table.tsx");
const loadProviderView = () => import("./provider-view.tsx");
const loadTrendView = () => import("./trend-view.tsx");
const loadTopPipelinesTable = () => import("./top-pipelines-table.tsx");
const loadRecentRunsTable = () => import("./recent-runs-table.tsx");
const PipelineTable = lazy(async () => ({ default: (await loadPipelineTable()).PipelineTable }));
const ProviderView = lazy(async () => ({ default: (await loadProviderView()).ProviderView }));
const TrendView = lazy(async () => ({ default: (await loadTrendView()).TrendView }));
const TopPipelinesTable = lazy(async () => ({ default: (await loadTopPipelinesTable()).TopPipelinesTable }));
const RecentRunsTable = lazy(async () => ({ default: (await loadRecentRunsTable()).RecentRunsTable }));

type PanelProps = SortProps & { projectId: string; month: string | undefined; today: string; compare: boolean };

/** The month in words, `so far` while it runs. */
const monthScope = (month: string | undefined, today: string): string =>
  month === undefined ? `${longMonth(monthKey(new Date(today)))} so far` : longMonth(month);

/** Which days the Change column holds against which. */
const changeScope = (comparison: Comparison, compare: boolean): string =>
  compare && comparison
    ? ` Change is ${comparison.current.label} against ${comparison.previous.label}, whole days.`
    : "";

export function AgentTypePanel({ projectId, month, today, compare, ...sort }: PanelProps) {
  const shown = useDeferredValue(month);
  const { data } = useSuspenseQuery(useTRPC().aiCost.getMonthlySummary.queryOptions({ projectId, month: shown }));
  return (
    <Refreshing active={shown !== month}>
      <PanelScope>
        {monthScope(shown, today)}. A run is one job of an agent.
        {changeScope(data.comparison, compare)}
      </PanelScope>
      <AgentTypeTable projectId={projectId} summary={data} compare={compare} {...sort} />
    </Refreshing>
  );
}

export function PipelinePanel({ projectId, month, today, compare, ...sort }: PanelProps) {
  void loadPipelineTable();
  const shown = useDeferredValue(month);
  const { data } = useSuspenseQuery(useTRPC().aiCost.getPipelineSpend.queryOptions({ projectId, month: shown }));
  return (
    <Refreshing active={shown !== month}>
      <PanelScope>
        {monthScope(shown, today)}, by what started the run. Retries are the part of the cost that went to second and
        later attempts.{changeScope(data.comparison, compare)}
      </PanelScope>
      <PipelineTable projectId={projectId} spend={data} compare={compare} {...sort} />
    </Refreshing>
  );
}

export function ProviderPanel({ projectId, month, today, compare, ...sort }: PanelProps) {
  void loadProviderView();
  const shown = useDeferredValue(month);
  const { data } = useSuspenseQuery(useTRPC().aiCost.getProviderSpend.queryOptions({ projectId, month: shown }));
  return (
    <Refreshing active={shown !== month}>
      <PanelScope>
        {monthScope(shown, today)}, day by day and in total.{changeScope(data.comparison, compare)}
      </PanelScope>
      <ProviderView projectId={projectId} spend={data} today={today} compare={compare} {...sort} />
    </Refreshing>
  );
}

export function TrendPanel({ projectId, month, today, compare }: PanelProps) {
  void loadTrendView();
  const shown = useDeferredValue(month);
  const { data } = useSuspenseQuery(useTRPC().aiCost.getMonthlyTrend.queryOptions({ projectId, month: shown }));
  return (
    <Refreshing active={shown !== month}>
      <PanelScope>
        {shown ? `The 6 calendar months that end with ${longMonth(shown)}.` : "The last 6 calendar months."}
      </PanelScope>
      <TrendView months={data} currentMonth={monthKey(new Date(today))} compare={compare} />
    </Refreshing>
  );
}

export function TopPipelinesPanel({ projectId, month, today, compare: _compare, ...sort }: PanelProps) {
  void loadTopPipelinesTable();
  const shown = useDeferredValue(month);
  const { data } = useSuspenseQuery(useTRPC().aiCost.getMonthlySummary.queryOptions({ projectId, month: shown }));
  return (
    <Refreshing active={shown !== month}>
      <PanelScope>
        The 5 most expensive pipeline runs of {monthScope(shown, today)}, by what they cost in it; Share is of the
        month’s spend.
      </PanelScope>
      <TopPipelinesTable
        projectId={projectId}
        month={data.month}
        runs={data.topRuns}
        spent={BigInt(data.totalCostNanos)}
        {...sort}
      />
    </Refreshing>
  );
}

export function RecentRunsPanel({ projectId, month: _month, today: _today, compare: _compare, ...sort }: PanelProps) {
  void loadRecentRunsTable();
  const { data } = useSuspenseQuery(useTRPC().aiCost.getRecentTransactions.queryOptions({ projectId }));
  return (
    <>
      <PanelScope>The last 50 charges, newest first, whichever month is chosen above.</PanelScope>
      <RecentRunsTable projectId={projectId} transactions={data.items} {...sort} />
    </>
  );
}
