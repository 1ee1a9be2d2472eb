"use client";

import { useQueryStates } from "nuqs";
import { longMonth } from "#components/dates/moment-text.ts";
import type { Home } from "#components/first-run/first-run.tsx";
import { OrganizationFirstRun } from "#components/first-run/organization-first-run.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { PortfolioCards } from "./portfolio-cards.tsx";
import type { Portfolio } from "./portfolio-data.ts";
import { portfolioQuery, portfolioUrl, type StatusFilter } from "./portfolio-url.ts";
import { ProjectsTable } from "./projects-table.tsx";

const statusOptions: { value: StatusFilter; label: string }[] = [
  { value: "all", label: "Any Status" },
  { value: "over_limit", label: "Over Limit" },
  { value: "near_limit", label: "Near Limit" },
  { value: "on_track", label: "On Track" },
  { value: "no_limit", label: "No Limit" },
];

/** The month’s figures of all projects, and the projects, 50 to a page. */
export function PortfolioPanel({ home }: { home: Home }) {
  const [url, setUrl] = useQueryStates(portfolioUrl);
  const asked = portfolioQuery({ ...url, q: useSettled(url.q) });
  const { aiCost } = useTRPC();
  const { data, freshness } = useKeptQuery(asked, (of) => aiCost.getPortfolio.queryOptions(of));
  const { shown } = data;
  const before = (shown.page - 1) * shown.pageSize;
  return (
    <div className="flex flex-col gap-4">
      <OrganizationFirstRun home={home} />
      <PortfolioCards portfolio={data} />
      <Card aria-labelledby="projects" className="overflow-hidden">
        <CardHeader id="projects" title="Projects" scope={scopeText(data)}>
          <SearchBox
            label="Search Projects"
            value={url.q}
            onValueChange={(q, step) => setUrl({ q, page: null }, step)}
          />
          <NativeSelect
            label="Status"
            value={url.status}
            options={statusOptions}
            onValueChange={(status) => setUrl({ status: status as StatusFilter, page: null })}
          />
          <ExportButton table="projects" query={{ q: asked.q, status: url.status, sort: url.sort }} />
        </CardHeader>
        <Refreshing name="Projects" {...freshness} className="pt-3">
          {shown.rows.length > 0 ? (
            <ProjectsTable
              portfolio={data}
              sort={url.sort}
              onSortChange={(sort) => setUrl({ sort: portfolioUrl.sort.parse(sort), page: null })}
            />
          ) : data.projectCount === 0 ? (
            <EmptyState title="No projects yet." />
          ) : (
            <EmptyState
              title="No project matches."
              action={<Button onClick={() => setUrl({ q: null, status: null, page: null })}>Show All Projects</Button>}
            />
          )}
          <Pager
            name="Projects"
            before={before}
            shown={shown.rows.length}
            total={shown.count}
            onPrevious={() => setUrl({ page: shown.page - 1 })}
            onNext={() => setUrl({ page: shown.page + 1 })}
          />
        </Refreshing>
      </Card>
    </div>
  );
}

/** What the table is of, and why its total is not the sum of its forecasts: it is the figure that every other page has. */
function scopeText({ month, comparedWith, projectCount, total }: Portfolio): string {
  const period = `${longMonth(month)} so far`;
  const change = comparedWith ? `; Change is whole days against ${comparedWith}` : "";
  if (projectCount < 2 || !total.forecast?.month) return period + change;
  return `${period}${change}. Each project is projected by its own days, so Forecasts need not add up to the total.`;
}
