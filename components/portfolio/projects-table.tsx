"use client";

import Link from "next/link";
import { StatusText } from "#components/ai-cost/budget-status-text.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { longMonth, momentText } from "#components/dates/moment-text.ts";
import { productHref } from "#components/shell/product-path.ts";
import { Change } from "#components/ui/change.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { LevelBar } from "#components/ui/level-bar.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact, formatExactDollars } from "#server/money/format.ts";
import { isUnpriced, spentPercentText } from "#server/money/spend-text.ts";
import type { ProjectSpend } from "./project-spend.ts";

type ProjectsTableProps = SortProps & { projects: readonly ProjectSpend[] };

/** The projects, those with most of their budget used first, and the total of those shown. */
export function ProjectsTable({ projects, ...sort }: ProjectsTableProps) {
  const total = projects.reduce((sum, project) => sum + BigInt(project.costNanos), 0n);
  const sumOf = (pick: (project: ProjectSpend) => number | null) =>
    projects.every((project) => pick(project) === null)
      ? null
      : projects.reduce((sum, project) => sum + (pick(project) ?? 0), 0);
  const money = dollarColumn([...projects.map((project) => BigInt(project.costNanos)), total]);
  const limited = projects.some((project) => project.budgetLimit !== null);
  const columns: TableColumn<ProjectSpend>[] = [
    {
      id: "name",
      header: "Project",
      sortValue: (project) => project.name.toLowerCase(),
      cell: (project) => (
        <span title={project.name} className="line-clamp-2 wrap-anywhere @2xl:min-w-36">
          <Link
            href={productHref(project.projectId, "ai-cost")}
            className="font-medium underline decoration-line-strong underline-offset-3 hover:decoration-current"
          >
            {project.name}
          </Link>
        </span>
      ),
      total: "Total",
    },
    {
      id: "budget",
      header: "Budget Used",
      // Wide for its bars; without any, the names need the room.
      className: `${limited ? "@2xl:w-[24%]" : ""} @max-2xl:col-span-full`,
      numeric: true,
      sortValue: (project) => (project.budgetLimit ? project.cost / project.budgetLimit : null),
      cell: (project) => <BudgetUse project={project} />,
    },
    {
      id: "status",
      header: "Status",
      cell: (project) =>
        isUnpriced(BigInt(project.costNanos), project.unpricedCalls) ? (
          <span className="text-ink-muted">Not Known</span>
        ) : project.status === "no_limit" ? (
          <span className="text-ink-muted">No Limit</span>
        ) : (
          <StatusText status={project.status} />
        ),
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      sortValue: (project) => project.jobCount,
      cell: (project) => formatExact(project.jobCount),
      total: formatExact(projects.reduce((sum, project) => sum + project.jobCount, 0)),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: (project) => project.totalTokens,
      cell: (project) => <Tokens count={project.totalTokens} />,
      total: <Tokens count={projects.reduce((sum, project) => sum + project.totalTokens, 0)} />,
    },
    {
      id: "last",
      header: "Last Event",
      className: "@max-2xl:col-span-full",
      numeric: true,
      sortValue: (project) => project.lastEventAt,
      cell: (project) =>
        project.lastEventAt ? (
          <Timestamp iso={project.lastEventAt} text={momentText(project.lastEventAt)} />
        ) : (
          <span className="text-ink-muted">None yet</span>
        ),
    },
    {
      id: "change",
      header: "Change",
      numeric: true,
      cell: (project) => (
        <Change
          current={isUnpriced(BigInt(project.costNanos), project.unpricedCalls) ? null : project.comparableCost}
          previous={project.previousCost}
          spent={BigInt(project.costNanos)}
        />
      ),
      total: (
        <span className="font-normal">
          <Change
            current={sumOf((one) => one.comparableCost)}
            previous={sumOf((one) => one.previousCost)}
            spent={total}
          />
        </span>
      ),
    },
    {
      id: "cost",
      header: "Spend",
      numeric: true,
      sortValue: (project) => BigInt(project.costNanos),
      cell: (project) => <Spend project={project} money={money} />,
      total: (
        <Cost
          nanos={total}
          unpricedCalls={projects.reduce((sum, project) => sum + project.unpricedCalls, 0)}
          money={money}
        />
      ),
    },
  ];
  return (
    <DataTable
      label="Projects"
      columns={columns}
      rows={projects}
      rowKey={(project) => project.projectId}
      defaultSort="-budget"
      {...sort}
    />
  );
}

type SpendProps = { project: ProjectSpend; money: (nanos: bigint) => string };

/** What was spent in the running month; where nothing was, the way to the last month in which something was. */
function Spend({ project, money }: SpendProps) {
  const lastMonth = project.totalTokens === 0 && project.jobCount === 0 && project.lastEventAt?.slice(0, 7);
  return (
    <span className="flex flex-col items-end">
      <span className="font-medium">
        <Cost nanos={BigInt(project.costNanos)} unpricedCalls={project.unpricedCalls} money={money} />
      </span>
      {project.cost === 0 && lastMonth && (
        <Link
          href={`${productHref(project.projectId, "ai-cost")}?month=${lastMonth}`}
          className="text-[0.8125rem] whitespace-nowrap underline decoration-line-strong underline-offset-3 hover:decoration-current"
        >
          Last spend: {longMonth(lastMonth)}
        </Link>
      )}
    </span>
  );
}

function BudgetUse({ project }: { project: ProjectSpend }) {
  if (project.budgetLimit === null || project.status === "no_limit") return <span className="text-ink-muted">–</span>;
  const limit = nanosOfDrawn(project.budgetLimit);
  return (
    <span className="flex w-full items-center gap-3" title={`of ${formatExactDollars(limit)}`}>
      <LevelBar part={project.cost / project.budgetLimit} status={project.status} />
      <span className="min-w-12 shrink-0 text-right">
        {spentPercentText(BigInt(project.costNanos), limit, project.unpricedCalls)}
      </span>
    </span>
  );
}
