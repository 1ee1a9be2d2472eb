"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { longMonth, nameOfMonth } from "#components/dates/moment-text.ts";
import type { Home } from "#components/first-run/first-run.tsx";
import { OrganizationFirstRun } from "#components/first-run/organization-first-run.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { DeltaText, KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { counted, formatExact, formatTokens } from "#server/money/format.ts";
import { isUnpriced, spendParts } from "#server/money/spend-text.ts";
import { portfolioUrl, type StatusFilter } from "./portfolio-url.ts";
import type { CrossProjectSummary, ProjectSpend } from "./project-spend.ts";
import { ProjectsTable } from "./projects-table.tsx";

const statusOptions: { value: StatusFilter; label: string }[] = [
  { value: "all", label: "Any Status" },
  { value: "over_limit", label: "Over Limit" },
  { value: "near_limit", label: "Near Limit" },
  { value: "on_track", label: "On Track" },
  { value: "no_limit", label: "No Limit" },
];

/** The month’s figures of all projects, and the projects. */
export function PortfolioPanel({ home }: { home: Home }) {
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.aiCost.getCrossProjectSummary.queryOptions());
  const [url, setUrl] = useQueryStates(portfolioUrl);
  const wanted = url.q.trim().toLowerCase();
  const shown = data.projects.filter(
    (project) =>
      (url.status === "all" || project.status === url.status) &&
      (project.name.toLowerCase().includes(wanted) || project.projectId.toLowerCase().includes(wanted)),
  );
  return (
    <div className="flex flex-col gap-4">
      <OrganizationFirstRun home={home} />
      <PortfolioCards summary={data} />
      <Card aria-labelledby="projects" className="overflow-hidden">
        <CardHeader
          id="projects"
          title="Projects"
          scope={`${longMonth(data.month)} so far${data.comparedWith ? `; Change is whole days against ${data.comparedWith}` : ""}`}
        >
          <SearchBox label="Search Projects" value={url.q} onValueChange={(q) => setUrl({ q })} />
          <NativeSelect
            label="Status"
            value={url.status}
            options={statusOptions}
            onValueChange={(status) => setUrl({ status: status as StatusFilter })}
          />
        </CardHeader>
        <div className="pt-3">
          {shown.length > 0 ? (
            <ProjectsTable projects={shown} sort={url.sort ?? undefined} onSortChange={(sort) => setUrl({ sort })} />
          ) : data.projects.length === 0 ? (
            <EmptyState title="No projects yet." />
          ) : (
            <EmptyState
              title="No project matches."
              action={<Button onClick={() => setUrl({ q: null, status: null })}>Show All Projects</Button>}
            />
          )}
        </div>
      </Card>
    </div>
  );
}

function PortfolioCards({ summary }: { summary: CrossProjectSummary }) {
  const { projects, total } = summary;
  const period = nameOfMonth(summary.month);
  const sumOf = (pick: (project: ProjectSpend) => number | null) =>
    projects.reduce((sum, project) => sum + nanosOfDrawn(pick(project) ?? 0), 0n);
  const limited = projects.filter((project) => project.budgetLimit !== null);
  const over = limited.filter((project) => project.status === "over_limit").length;
  const near = limited.filter((project) => project.status === "near_limit").length;
  return (
    <KpiGrid>
      <KpiCard name="Total Spend" period={period} {...spendParts(BigInt(total.costNanos), total.unpricedCalls)}>
        {summary.comparedWith && !isUnpriced(BigInt(total.costNanos), total.unpricedCalls) && (
          <DeltaText
            current={sumOf((project) => project.comparableCost)}
            previous={sumOf((project) => project.previousCost)}
            shown={BigInt(total.costNanos)}
            against={summary.comparedWith}
          />
        )}
      </KpiCard>
      <KpiCard
        name="Token Usage"
        period={period}
        value={formatTokens(total.totalTokens)}
        exact={counted(total.totalTokens, "token")}
      >
        <span>Input and output, all projects</span>
      </KpiCard>
      <KpiCard name="Agent Jobs" period={period} value={formatExact(total.jobCount)}>
        <span>In {counted(projects.length, "project")}</span>
      </KpiCard>
      <KpiCard name="Projects at Risk" period={period} value={formatExact(over + near)}>
        <span>
          {limited.length === 0
            ? "No project has a monthly limit"
            : `${over} over, ${near} near, of ${limited.length} with a limit`}
        </span>
      </KpiCard>
    </KpiGrid>
  );
}
