"use client";

import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { type BreakdownTab, breakdownTabs } from "./ai-cost-url.ts";
import {
  AgentTypePanel,
  PipelinePanel,
  ProviderPanel,
  RecentRunsPanel,
  TopPipelinesPanel,
  TrendPanel,
} from "./breakdown-panels.tsx";
import { TableSkeleton } from "./panel-skeletons.tsx";
import type { SortProps } from "./sort-props.ts";

type BreakdownProps = SortProps & {
  projectId: string;
  month: string | undefined;
  today: string;
  compare: boolean;
  tab: BreakdownTab;
  onTabChange: (tab: BreakdownTab) => void;
};

const panels = {
  "agent-type": AgentTypePanel,
  pipeline: PipelinePanel,
  provider: ProviderPanel,
  trend: TrendPanel,
  "top-pipelines": TopPipelinesPanel,
  "recent-runs": RecentRunsPanel,
};

/** Six ways to take the spend apart. Only the open one is fetched. */
export function Breakdown({ tab, onTabChange, ...rest }: BreakdownProps) {
  return (
    <Tabs
      label="Breakdown"
      tabs={breakdownTabs}
      value={tab}
      onValueChange={onTabChange}
      renderPanel={(open) => {
        const Panel = panels[open];
        const name = breakdownTabs.find(({ value }) => value === open)?.label ?? open;
        return (
          <>
            <h2 className="hidden px-5 pt-4 font-semibold print:block">{name}</h2>
            <PanelBoundary name={name} skeleton={<TableSkeleton rows={8} />}>
              <Panel {...rest} />
            </PanelBoundary>
          </>
        );
      }}
    />
  );
}
