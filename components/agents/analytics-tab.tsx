"use client";

import { useQueryStates } from "nuqs";
import { DailySpendSkeleton, TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import { AgentInsights } from "#components/insights/agent-insights.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { SixKpiGrid } from "#components/ui/kpi-card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { rangeLabel, shortRangeLabel } from "#server/time/label.ts";
import { rangePresets } from "#server/time/range.ts";
import { agentUrl } from "./agents-url.ts";
import { AnalyticsCards } from "./analytics-cards.tsx";
import { CostTrend } from "./cost-trend.tsx";
import { EffortTable } from "./effort-table.tsx";
import { ModelTable } from "./model-table.tsx";
import { ProjectTable } from "./project-table.tsx";

const rangeOptions = rangePresets.map((value) => ({
  value,
  label: value,
  hint: `Last ${Number.parseInt(value, 10)} days`,
}));

/** What the agent costs and gives for it: cards, days and their trend, effort, models, and where it may save. */
export function AnalyticsTab({ agentId }: { agentId: string }) {
  return (
    <div className="flex flex-col gap-4">
      <PanelBoundary name="Analytics" skeleton={<AnalyticsSkeleton />} framed>
        <Analytics agentId={agentId} />
      </PanelBoundary>
      <PanelBoundary name="Insights" skeleton={null} framed>
        <AgentInsights agentId={agentId} />
      </PanelBoundary>
    </div>
  );
}

function Analytics({ agentId }: { agentId: string }) {
  const [{ range }, setUrl] = useQueryStates(agentUrl);
  const { agents } = useTRPC();
  const { data, freshness } = useKeptQuery(range, (of) => agents.analytics.queryOptions({ agentId, range: of }));
  const dates = { first: data.from, last: data.to };
  const scope = shortRangeLabel(dates);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-[0.8125rem] text-ink-muted">{rangeLabel(dates)}, with today so far</p>
        <span className="print:hidden">
          <SegmentedControl
            label="Time Range"
            options={rangeOptions}
            value={range}
            onValueChange={(to) => setUrl({ range: to })}
          />
        </span>
      </div>
      <Refreshing name="Analytics" shown={scope} {...freshness} className="flex flex-col gap-4">
        <AnalyticsCards analytics={data} />
        <CostTrend
          agentId={agentId}
          analytics={data}
          onShowAll={range === "90d" ? undefined : () => setUrl({ range: "90d" })}
        />
        {data.month.isElsewhere && (
          <Card aria-labelledby="projects" className="scroll-mt-4 overflow-hidden">
            <CardHeader id="projects" title="Projects" scope={`${longMonth(data.month.month)} so far`}>
              <ExportButton table="agent-projects" query={{ agentId }} />
            </CardHeader>
            <ProjectTable month={data.month} />
          </Card>
        )}
        {data.total.calls > 0 && (
          <>
            <Card aria-labelledby="effort" className="overflow-hidden">
              <CardHeader id="effort" title="Effort" scope={`${scope}, by the level that each call named`}>
                <ExportButton table="agent-efforts" query={{ agentId, range }} />
              </CardHeader>
              <EffortTable efforts={data.efforts} total={data.total} />
            </Card>
            <Card aria-labelledby="models" className="overflow-hidden">
              <CardHeader id="models" title="Models Used" scope={scope}>
                <ExportButton table="agent-models" query={{ agentId, range }} />
              </CardHeader>
              <ModelTable models={data.models} total={data.total} />
            </Card>
          </>
        )}
      </Refreshing>
    </div>
  );
}

/** The size of the six cards and the chart. */
function AnalyticsSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <SixKpiGrid>
        {["month", "range", "tokens", "run", "efficiency", "trend"].map((card) => (
          <Skeleton key={card} className="h-38 rounded-xl sm:h-31" />
        ))}
      </SixKpiGrid>
      <Card>
        <DailySpendSkeleton />
      </Card>
      <Card>
        <TableSkeleton rows={4} />
      </Card>
    </div>
  );
}
