"use client";

import { useQueryState } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { DesktopAlerts } from "#components/live/desktop-alerts.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { ApprovalsPanel } from "./approvals-panel.tsx";
import { approvalsUrl, approvalTabs } from "./approvals-url.ts";

type ApprovalsProps = { organisation: string; today: string; canDecide: boolean };

/** Calls that agents ask about before they make them. `today` is a UTC time, the same for server and browser. */
export function Approvals({ organisation, today, canDecide }: ApprovalsProps) {
  const [tab, setTab] = useQueryState("tab", approvalsUrl.tab);
  return (
    <>
      <PageHeader title="Approvals" subtitle={`Calls in ${organisation} that need a person’s yes`}>
        <DesktopAlerts />
      </PageHeader>
      <Card aria-label="Approvals" className="overflow-hidden">
        <Tabs
          label="Approvals"
          tabs={approvalTabs}
          value={tab}
          onValueChange={setTab}
          renderPanel={(open) => (
            <PanelBoundary name="Approvals" skeleton={<TableSkeleton rows={4} />}>
              <ApprovalsPanel tab={open} today={today} canDecide={canDecide} />
            </PanelBoundary>
          )}
        />
      </Card>
    </>
  );
}
