"use client";

import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { BudgetsPanel } from "./budgets-panel.tsx";

/** The organisation’s budgets: all limits, how they stand, and who may change them. */
export function Budgets({ organisation, canEdit }: { organisation: string; canEdit: boolean }) {
  return (
    <>
      <PageHeader title="Budgets" subtitle={`Every limit of ${organisation}. Days and months are UTC.`} />
      <PanelBoundary name="Budgets" skeleton={<TableSkeleton rows={8} />} framed>
        <BudgetsPanel canEdit={canEdit} />
      </PanelBoundary>
    </>
  );
}
