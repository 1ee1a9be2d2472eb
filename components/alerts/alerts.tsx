"use client";

import { useQueryState } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { DesktopAlerts } from "#components/live/desktop-alerts.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { AlertingSwitch } from "./alerting-switch.tsx";
import { AlertsPanel } from "./alerts-panel.tsx";
import { alertsUrl, alertTabs } from "./alerts-url.ts";

type AlertsProps = { organisation: string; today: string; canSetAlerting: boolean };

/** The inbox: budgets that reached a threshold or will, and unusual days. `today` is a UTC time, the same for server and browser. */
export function Alerts({ organisation, today, canSetAlerting }: AlertsProps) {
  const [tab, setTab] = useQueryState("tab", alertsUrl.tab);
  return (
    <>
      <PageHeader
        title="Alerts"
        subtitle={`Budgets of ${organisation} that reached a threshold or will pass their limit, and unusual days`}
      >
        <DesktopAlerts />
      </PageHeader>
      <div className="flex flex-col gap-4">
        <PanelBoundary name="Alerting" skeleton={<Skeleton className="h-10" />} framed>
          <AlertingSwitch canSet={canSetAlerting} />
        </PanelBoundary>
        <Card aria-label="Alerts" className="overflow-hidden">
          <Tabs
            label="Alerts"
            tabs={alertTabs}
            value={tab}
            onValueChange={setTab}
            renderPanel={(open) => (
              <PanelBoundary name="Alerts" skeleton={<TableSkeleton rows={5} />}>
                <AlertsPanel tab={open} today={today} />
              </PanelBoundary>
            )}
          />
        </Card>
      </div>
    </>
  );
}
