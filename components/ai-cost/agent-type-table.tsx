"use client";

import { seriesColour } from "#components/charts/series-colour.ts";
import { Change } from "#components/ui/change.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ShareBar } from "#components/ui/share-bar.tsx";
import { Swatch } from "#components/ui/swatch.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact, formatShare } from "#server/money/format.ts";
import type { AgentTypeSpend, MonthlySummary } from "./ai-cost-data.ts";
import type { SortProps } from "./sort-props.ts";

type AgentTypeTableProps = SortProps & { summary: MonthlySummary };

/** Agent types by what they cost in the month: a bar each, jobs, tokens, cost and share. */
export function AgentTypeTable({ summary, ...sort }: AgentTypeTableProps) {
  const rows = summary.agentBreakdown;
  const total = rows.reduce((sum, row) => sum + BigInt(row.costNanos), 0n);
  const most = rows.reduce((max, row) => Math.max(max, row.cost), 0);
  const money = dollarColumn([...rows.map((row) => BigInt(row.costNanos)), total]);
  const tokensOf = (row: AgentTypeSpend) => row.inputTokens + row.outputTokens;
  const columns: TableColumn<AgentTypeSpend>[] = [
    {
      id: "name",
      header: "Agent Type",
      sortValue: (row) => row.label,
      cell: (row) => (
        <span className="inline-flex items-center gap-2.5 font-medium">
          <Swatch colour={seriesColour("agentType", row.agentType)} />
          {row.label}
        </span>
      ),
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[34%] @max-2xl:col-span-full",
      cell: (row) => (
        <span className="flex w-full items-center gap-3">
          <ShareBar part={most ? row.cost / most : 0} colour={seriesColour("agentType", row.agentType)} />
          <span className="w-12 shrink-0 text-right tabular-nums">{formatShare(BigInt(row.costNanos), total)}</span>
        </span>
      ),
      total: <span className="block text-right">{formatShare(total, total)}</span>,
    },
    {
      id: "jobs",
      header: "Runs",
      numeric: true,
      sortValue: (row) => row.totalJobs,
      cell: (row) => formatExact(row.totalJobs),
      total: formatExact(rows.reduce((sum, row) => sum + row.totalJobs, 0)),
    },
    {
      id: "success",
      header: "Success",
      numeric: true,
      sortValue: (row) => row.successRate,
      cell: (row) => (row.successRate === null ? "–" : `${row.successRate.toFixed(1)}%`),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: tokensOf,
      cell: (row) => <Tokens count={tokensOf(row)} />,
      total: <Tokens count={rows.reduce((sum, row) => sum + tokensOf(row), 0)} />,
    },
    {
      id: "change",
      header: "Change",
      numeric: true,
      cell: (row) => <Change current={row.comparableCost} previous={row.previousCost} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      sortValue: (row) => BigInt(row.costNanos),
      cell: (row) => <span className="font-medium">{money(BigInt(row.costNanos))}</span>,
      total: money(total),
    },
  ];
  if (rows.length === 0) return <EmptyState title="No spend in this month yet." />;
  return (
    <DataTable
      label="By Agent Type"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.agentType}
      defaultSort="-cost"
      {...sort}
    />
  );
}
