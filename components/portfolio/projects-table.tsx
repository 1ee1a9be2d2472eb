"use client";

import Link from "next/link";
import { StatusText } from "#components/ai-cost/budget-status-text.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { longMonth, momentText } from "#components/dates/moment-text.ts";
import { needsText, rangeText } from "#components/projections/projection-words.ts";
import { productHref } from "#components/shell/product-path.ts";
import { Change } from "#components/ui/change.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { LevelBar } from "#components/ui/level-bar.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { dollarColumn, formatExactDollars } from "#server/money/format.ts";
import { isUnpriced, spentPercentText } from "#server/money/spend-text.ts";
import type { Portfolio, ProjectSpend } from "./portfolio-data.ts";

type ProjectsTableProps = SortProps & { portfolio: Portfolio };

/** A page of the projects, and the total of all that were found. */
export function ProjectsTable({ portfolio, ...sort }: ProjectsTableProps) {
  const { shown, total, projectCount } = portfolio;
  const spent = BigInt(shown.costNanos);
  const money = dollarColumn([...shown.rows.map((project) => BigInt(project.costNanos)), spent]);
  const forecasts = shown.rows.map((project) => BigInt(project.forecast?.month?.projectedNanos ?? 0));
  const projected = dollarColumn(forecasts);
  const limited = shown.rows.some((project) => project.budgetLimit !== null);
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
      id: "cost",
      header: "Spend",
      numeric: true,
      sortValue: (project) => BigInt(project.costNanos),
      cell: (project) => <Spend project={project} money={money} />,
      total: <Cost nanos={spent} unpricedCalls={shown.unpricedCalls} money={money} />,
    },
    {
      id: "change",
      header: "Change",
      numeric: true,
      sortValue: changeOf,
      cell: (project) => (
        <Change
          current={isUnpriced(BigInt(project.costNanos), project.unpricedCalls) ? null : project.comparableCost}
          previous={project.previousCost}
          spent={BigInt(project.costNanos)}
        />
      ),
      total: (
        <span className="font-normal">
          <Change current={shown.comparableCost} previous={shown.previousCost} spent={spent} />
        </span>
      ),
    },
    {
      id: "budget",
      header: "Budget Used",
      // Wide for its bars; without any, the names need the room.
      className: `${limited ? "@2xl:w-[21%]" : ""} @max-2xl:col-span-full`,
      numeric: true,
      sortValue: (project) => (project.budgetLimit ? project.cost / project.budgetLimit : null),
      cell: (project) => <BudgetUse project={project} />,
    },
    {
      id: "forecast",
      header: "Forecast",
      numeric: true,
      sortValue: (project) => (project.forecast?.month ? BigInt(project.forecast.month.projectedNanos) : null),
      cell: (project) => <Forecast forecast={project.forecast} money={projected} />,
      // The organisation is projected by its own days, so there is no figure for a part of its projects.
      total: shown.count === projectCount && (
        <span className="flex flex-col items-end">
          <Forecast forecast={total.forecast} money={projected} />
          {projectCount > 1 && total.forecast?.month && (
            <span className="font-normal text-[0.8125rem] text-ink-muted whitespace-nowrap">Not the sum</span>
          )}
        </span>
      ),
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
  ];
  return (
    <DataTable
      label="Projects"
      columns={columns}
      rows={shown.rows}
      rowKey={(project) => project.projectId}
      defaultSort="-budget"
      {...sort}
    />
  );
}

/** As the server sorts: by how many times the compared days of the month before. */
const changeOf = ({ comparableCost, previousCost }: ProjectSpend): number | null =>
  comparableCost === null || !previousCost ? null : comparableCost / previousCost;

type ForecastProps = { forecast: ProjectSpend["forecast"]; money: (nanos: bigint) => string };

/** What the month is projected to come to; where that cannot be said, how many days are missing. */
function Forecast({ forecast, money }: ForecastProps) {
  if (!forecast?.month) {
    return (
      <span title={forecast ? needsText(forecast) : undefined} className="text-ink-muted">
        –
      </span>
    );
  }
  return <span title={rangeText(forecast.month)}>{money(BigInt(forecast.month.projectedNanos))}</span>;
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
