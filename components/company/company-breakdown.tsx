"use client";

import { useQueryStates } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { parseSort } from "#components/ui/table-sort.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import { CompanyAgentsPanel } from "./company-agents-panel.tsx";
import type { CompanyMonth } from "./company-data.ts";
import { CompanyProjectsTable } from "./company-projects-table.tsx";
import { CompanyProvidersTable } from "./company-providers-table.tsx";
import { companyTabs, companyUrl, sortableBy } from "./company-url.ts";

type CompanyBreakdownProps = { costs: CompanyMonth; month: string | undefined };

/** The month by agent, by project and by provider; each table ends with the same total. */
export function CompanyBreakdown({ costs, month }: CompanyBreakdownProps) {
  const [url, setUrl] = useQueryStates(companyUrl);
  const sortProps = {
    sort: parseSort(url.sort ?? undefined, sortableBy[url.tab]) ? (url.sort ?? undefined) : undefined,
    onSortChange: (sort: string) => setUrl({ sort, page: null }),
  };
  const { comparison } = costs;
  const scope = `${longMonth(costs.month)}${month === undefined ? " so far" : ""}.${
    comparison ? ` Change is ${comparison.current.label} against ${comparison.previous.label}, whole days.` : ""
  }`;
  return (
    <Tabs
      label="Breakdown"
      tabs={companyTabs}
      value={url.tab}
      onValueChange={(tab) => setUrl({ tab, sort: null, q: null, page: null })}
      renderPanel={(tab) => {
        if (costs.total.calls === 0 && costs.total.jobCount === 0) {
          return <EmptyState title={`No spend in ${longMonth(costs.month)}${month === undefined ? " so far" : ""}.`} />;
        }
        if (tab === "agent") {
          return (
            <PanelBoundary name="By Agent" skeleton={<TableSkeleton rows={8} />}>
              <CompanyAgentsPanel costs={costs} month={month} scope={scope} {...sortProps} />
            </PanelBoundary>
          );
        }
        return (
          <>
            <PanelScope action={<ExportButton table={`company-${tab}s`} query={{ month }} />}>{scope}</PanelScope>
            {tab === "project" ? (
              <CompanyProjectsTable costs={costs} month={month} {...sortProps} />
            ) : (
              <CompanyProvidersTable costs={costs} {...sortProps} />
            )}
          </>
        );
      }}
    />
  );
}
