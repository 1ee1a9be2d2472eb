"use client";

import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { InsightsPanel } from "./insights-panel.tsx";

type InsightsProps = { organisation: string; today: string; canDismiss: boolean };

/** Where the organisation’s money may be saved. `today` is a UTC time, the same for server and browser. */
export function Insights({ organisation, today, canDismiss }: InsightsProps) {
  return (
    <>
      <PageHeader title="Insights" subtitle={`Where ${organisation} may save, over the last 30 days`} live={false} />
      <PanelBoundary name="Insights" skeleton={<TableSkeleton rows={10} />} framed>
        <InsightsPanel today={today} canDismiss={canDismiss} />
      </PanelBoundary>
    </>
  );
}
