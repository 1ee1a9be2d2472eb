"use client";

import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { ProjectionsPanel } from "./projections-panel.tsx";

/** What is projected to be spent: today, this week and this month, of the organisation, its projects and its agents. */
export function Projections({ organisation }: { organisation: string }) {
  return (
    <>
      <PageHeader
        title="Projections"
        subtitle={`Where spend of ${organisation} is heading. Days, weeks from Monday and months are UTC.`}
      />
      <PanelBoundary name="Projections" skeleton={<TableSkeleton rows={8} />} framed>
        <ProjectionsPanel />
      </PanelBoundary>
    </>
  );
}
