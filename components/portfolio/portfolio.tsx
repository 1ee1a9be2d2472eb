"use client";

import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import type { Home } from "#components/first-run/first-run.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { LiveSpend } from "#components/ticker/live-spend.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { monthKey } from "#server/time/window.ts";
import { PortfolioPanel } from "./portfolio-panel.tsx";

type PortfolioProps = { home: Home; organisation: string; today: string };

/** Every project of the organisation in the running month. */
export function Portfolio({ home, organisation, today }: PortfolioProps) {
  return (
    <>
      <PageHeader
        title="Dashboard"
        subtitle={`${organisation}, ${longMonth(monthKey(new Date(today)))} so far`}
        live="ticker"
      />
      <div className="flex flex-col gap-4">
        <LiveSpend projectId={null} />
        <PanelBoundary name="Projects" skeleton={<TableSkeleton rows={8} />} framed>
          <PortfolioPanel home={home} />
        </PanelBoundary>
      </div>
    </>
  );
}
