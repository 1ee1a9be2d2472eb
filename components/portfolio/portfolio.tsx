"use client";

import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { monthKey } from "#server/time/window.ts";
import { PortfolioPanel } from "./portfolio-panel.tsx";

/** Every project of the organisation in the running month. */
export function Portfolio({ orgId, organisation, today }: { orgId: string; organisation: string; today: string }) {
  return (
    <>
      <PageHeader title="Dashboard" subtitle={`${organisation}, ${longMonth(monthKey(new Date(today)))} so far`} />
      <PanelBoundary name="Projects" skeleton={<TableSkeleton rows={8} />} framed>
        <PortfolioPanel orgId={orgId} />
      </PanelBoundary>
    </>
  );
}
