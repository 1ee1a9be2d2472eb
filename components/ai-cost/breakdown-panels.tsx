"use client";

import { lazy } from "react";
import { longMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { ExportButton } from "#components/ui/export-button.tsx";
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
  const { aiCost } = useTRPC();
  const { data, shown, freshness } = useKeptQuery(month, (of) =>
    aiCost.getMonthlySummary.queryOptions({ projectId, month: of }),
  );
  return (
    <Refreshing name="By Agent Type" {...freshness}>
      <PanelScope action={<ExportButton table="by-agent-type" query={{ projectId, month: shown }} />}>
        {monthScope(shown, today)}. A run is one job of an agent.
        {changeScope(data.comparison, compare)}
      </PanelScope>
      <AgentTypeTable projectId={projectId} summary={data} compare={compare} {...sort} />
    </Refreshing>
  );
}

export function PipelinePanel({ projectId, month, today, compare, ...sort }: PanelProps) {
  void loadPipelineTable();
  const { aiCost } = useTRPC();
  const { data, shown, freshness } = useKeptQuery(month, (of) =>
    aiCost.getPipelineSpend.queryOptions({ projectId, month: of }),
  );
  return (
    <Refreshing name="By Pipeline" {...freshness}>
      <PanelScope action={<ExportButton table="by-pipeline" query={{ projectId, month: shown }} />}>
        {monthScope(shown, today)}, by what started the run. Retries are the part of the cost that went to second and
        later attempts.{changeScope(data.comparison, compare)}
      </PanelScope>
      <PipelineTable projectId={projectId} spend={data} compare={compare} {...sort} />
    </Refreshing>
  );
}

export function ProviderPanel({ projectId, month, today, compare, ...sort }: PanelProps) {
  void loadProviderView();
  const { aiCost } = useTRPC();
  const { data, shown, freshness } = useKeptQuery(month, (of) =>
    aiCost.getProviderSpend.queryOptions({ projectId, month: of }),
  );
  return (
    <Refreshing name="By Provider" {...freshness}>
      <ProviderView
        projectId={projectId}
        spend={data}
        today={today}
        compare={compare}
        scope={`${monthScope(shown, today)}, day by day and in total.${changeScope(data.comparison, compare)}`}
        {...sort}
      />
    </Refreshing>
  );
}

export function TrendPanel({ projectId, month, today, compare }: PanelProps) {
  void loadTrendView();
  const { aiCost } = useTRPC();
  const { data, shown, freshness } = useKeptQuery(month, (of) =>
    aiCost.getMonthlyTrend.queryOptions({ projectId, month: of }),
  );
  return (
    <Refreshing name="Monthly Trend" {...freshness}>
      <PanelScope action={<ExportButton table="monthly-trend" query={{ projectId, month: shown }} />}>
        {shown ? `The 6 calendar months that end with ${longMonth(shown)}.` : "The last 6 calendar months."}
      </PanelScope>
      <TrendView months={data} currentMonth={monthKey(new Date(today))} compare={compare} />
    </Refreshing>
  );
}

export function TopPipelinesPanel({ projectId, month, today, compare: _compare, ...sort }: PanelProps) {
  void loadTopPipelinesTable();
  const { aiCost } = useTRPC();
  const { data, shown, freshness } = useKeptQuery(month, (of) =>
    aiCost.getMonthlySummary.queryOptions({ projectId, month: of }),
  );
  return (
    <Refreshing name="Top Pipelines" {...freshness}>
      <PanelScope action={<ExportButton table="top-pipelines" query={{ projectId, month: shown }} />}>
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
  const { aiCost } = useTRPC();
  const { data, freshness } = useKeptQuery(projectId, (of) =>
    aiCost.getRecentTransactions.queryOptions({ projectId: of }),
  );
  return (
    <Refreshing name="Recent Runs" {...freshness}>
      <PanelScope action={<ExportButton table="recent-runs" query={{ projectId }} />}>
        The last 50 charges, newest first, whichever month is chosen above. A cost opens to the reasons for it.
      </PanelScope>
      <RecentRunsTable projectId={projectId} transactions={data.items} {...sort} />
    </Refreshing>
  );
}
