"use client";

import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { SixKpiGrid } from "#components/ui/kpi-card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { AgentAlerts } from "./agent-alerts.tsx";
import { AgentCards } from "./agent-cards.tsx";
import { LimitsPanel } from "./limits-panel.tsx";

type BudgetTabProps = {
  agentId: string;
  canSetLimit: boolean;
  onUnsaved: (form: string, unsaved: boolean) => void;
};

/** What the agent uses, what it may use, and what was said about it. */
export function BudgetTab({ agentId, canSetLimit, onUnsaved }: BudgetTabProps) {
  return (
    <div className="flex flex-col gap-4">
      <PanelBoundary name="Usage" skeleton={<CardsSkeleton />} framed>
        <AgentCards agentId={agentId} />
      </PanelBoundary>
      <PanelBoundary name="Limits" skeleton={<Skeleton className="h-96 rounded-xl" />} framed>
        <LimitsPanel agentId={agentId} canSetLimit={canSetLimit} onUnsaved={onUnsaved} />
      </PanelBoundary>
      <PanelBoundary name="Budget Alerts" skeleton={<TableSkeleton rows={3} />} framed>
        <AgentAlerts agentId={agentId} />
      </PanelBoundary>
    </div>
  );
}

function CardsSkeleton() {
  return (
    <SixKpiGrid>
      {["one", "two", "three", "four", "five", "six"].map((card) => (
        <Skeleton key={card} className="h-31 rounded-xl" />
      ))}
    </SixKpiGrid>
  );
}
