"use client";

import { useQueryStates } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { OrganizationProjection } from "./organization-projection.tsx";
import { ProjectionsPanel } from "./projections-panel.tsx";
import { projectionsUrl, projectionTabs } from "./projections-url.ts";

/** What is projected to be spent: today, this week and this month, of the organisation, its projects and its agents. */
export function Projections({ organisation }: { organisation: string }) {
  const [{ tab }, setUrl] = useQueryStates(projectionsUrl);
  return (
    <>
      <PageHeader
        title="Projections"
        subtitle={`Where spend of ${organisation} is heading. Days, weeks from Monday and months are UTC.`}
      />
      <div className="flex flex-col gap-4">
        <PanelBoundary name="Organisation" skeleton={<EstimatesSkeleton />} framed>
          <OrganizationProjection />
        </PanelBoundary>
        <Card aria-label="Projects and Agents" className="overflow-hidden">
          <Tabs
            label="Projections"
            tabs={projectionTabs}
            value={tab}
            onValueChange={(next) => setUrl({ tab: next, sort: null, q: null })}
            renderPanel={(shown) => (
              <PanelBoundary name="Projections" skeleton={<TableSkeleton rows={8} />}>
                <ProjectionsPanel tab={shown} />
              </PanelBoundary>
            )}
          />
        </Card>
      </div>
    </>
  );
}

/** The size of the three estimates. */
function EstimatesSkeleton() {
  return (
    <div className="grid gap-2.5 sm:grid-cols-3 sm:gap-3">
      {["day", "week", "month"].map((card) => (
        <Skeleton key={card} className="h-31 rounded-xl" />
      ))}
    </div>
  );
}
