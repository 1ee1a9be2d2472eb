"use client";

import Link from "next/link";
import { useState } from "react";
import { AgentLink } from "#components/agents/agent-link.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { productHref } from "#components/shell/product-path.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import { parseSort, sortRows } from "#components/ui/table-sort.ts";
import type { EstimateView } from "#server/projections/forecast.ts";
import type { ScopeForecast } from "#server/projections/scope-forecasts.ts";
import { needsText, projectedText, rangeText } from "./projection-words.ts";
import { type ProjectionTab, projectionsSortable } from "./projections-url.ts";

const pageSize = 50;

type ProjectionsTableProps = SortProps & { tab: ProjectionTab; rows: readonly ScopeForecast[] };

/** Projects or agents with what they are projected to cost. */
export function ProjectionsTable({ tab, rows, ...sort }: ProjectionsTableProps) {
  const [most, setMost] = useState(pageSize);
  const estimateColumn = (id: string, header: string, of: "day" | "week"): TableColumn<ScopeForecast> => {
    return {
      id,
      header,
      numeric: true,
      sortValue: ({ forecast }) => forecast[of]?.projected ?? null,
      cell: ({ forecast }) => <Projected estimate={forecast[of]} />,
    };
  };
  const columns: TableColumn<ScopeForecast>[] = [
    {
      id: "name",
      header: tab === "project" ? "Project" : "Agent",
      className: "@2xl:max-w-56",
      sortValue: ({ name }) => name.toLowerCase(),
      cell: (row) => <Name tab={tab} row={row} />,
    },
    estimateColumn("day", "Today", "day"),
    estimateColumn("week", "This Week", "week"),
    {
      id: "spent",
      header: "Spent This Month",
      numeric: true,
      className: "@max-2xl:col-span-full",
      sortValue: ({ forecast }) => forecast.month?.spent ?? null,
      cell: ({ forecast: { month } }) => (month ? projectedText(BigInt(month.spentNanos)) : none),
    },
    {
      id: "range",
      header: "80% Range",
      numeric: true,
      className: "@max-2xl:col-span-full",
      cell: ({ forecast }) =>
        forecast.month ? (
          <span className="text-ink-muted whitespace-nowrap">
            {projectedText(BigInt(forecast.month.lowNanos))} – {projectedText(BigInt(forecast.month.highNanos))}
          </span>
        ) : (
          <span className="text-ink-muted">{needsText(forecast)}</span>
        ),
    },
    {
      id: "cost", // where rows are cards, it stands beside the name
      header: "Month End",
      numeric: true,
      sortValue: ({ forecast }) => forecast.month?.projected ?? null,
      cell: ({ forecast }) => (
        <span className="font-medium">
          <Projected estimate={forecast.month} />
        </span>
      ),
    },
  ];
  const name = tab === "project" ? "Projects" : "Agents";
  const by = parseSort(sort.sort, projectionsSortable) ?? { id: "cost", desc: true };
  const sortValue = columns.find(({ id }) => id === by.id)?.sortValue;
  const sorted = sortValue ? sortRows(rows, sortValue, by.desc) : rows;
  return (
    <>
      <DataTable
        label={name}
        columns={columns}
        rows={sorted.slice(0, most)}
        rowKey={({ id }) => id}
        defaultSort="-cost"
        {...sort}
      />
      <MoreButton
        name={name}
        shown={sorted.length > most}
        busy={false}
        failed={false}
        onMore={() => setMost(most + pageSize)}
      />
    </>
  );
}

const none = <span className="text-ink-muted">—</span>;

function Projected({ estimate }: { estimate: EstimateView | null }) {
  if (!estimate) return none;
  return <span title={rangeText(estimate)}>{projectedText(BigInt(estimate.projectedNanos))}</span>;
}

function Name({ tab, row: { id, name } }: { tab: ProjectionTab; row: ScopeForecast }) {
  if (tab === "agent") return <AgentLink agentId={id} name={name} className="font-medium" />;
  return (
    <Link
      href={productHref(id, "ai-cost")}
      prefetch={false}
      className="font-medium underline decoration-line-strong underline-offset-3 wrap-anywhere hover:decoration-current"
    >
      {name}
    </Link>
  );
}
