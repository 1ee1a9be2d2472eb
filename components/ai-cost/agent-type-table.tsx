"use client";

import { lazy, useState } from "react";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { ShareCell } from "#components/ui/share-cell.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact, formatShare } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { AgentTypeSpend, MonthlySummary } from "./ai-cost-data.ts";
import { changeColumn } from "./change-column.tsx";
import { NoSpend } from "./last-spend.tsx";
import { TableSkeleton } from "./panel-skeletons.tsx";
import type { SortProps } from "./sort-props.ts";

const TypeAgents = lazy(async () => ({ default: (await import("./type-agents.tsx")).TypeAgents }));

type AgentTypeTableProps = SortProps & { projectId: string; summary: MonthlySummary; compare: boolean };

/** Agent types by what they cost in the month: a bar each, jobs, tokens, cost and share. Each opens to its agents. */
export function AgentTypeTable({ projectId, summary, compare, ...sort }: AgentTypeTableProps) {
  const [open, setOpen] = useState<string>();
  const rows = summary.agentBreakdown;
  const total = rows.reduce((sum, row) => sum + BigInt(row.costNanos), 0n);
  const most = rows.reduce((max, row) => Math.max(max, row.cost), 0);
  const money = dollarColumn([...rows.map((row) => BigInt(row.costNanos)), total]);
  const sum = (pick: (row: AgentTypeSpend) => number) => rows.reduce((all, row) => all + pick(row), 0);
  const tokensOf = (row: AgentTypeSpend) => row.inputTokens + row.outputTokens;
  const columns: TableColumn<AgentTypeSpend>[] = [
    {
      id: "name",
      header: "Agent Type",
      sortValue: (row) => row.label,
      cell: (row) => (
        <DisclosureButton
          open={open === row.agentType}
          onToggle={() => setOpen(open === row.agentType ? undefined : row.agentType)}
        >
          <SwatchName colour={row.colour}>{row.label}</SwatchName>
        </DisclosureButton>
      ),
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[34%] @max-2xl:col-span-full",
      cell: (row) => (
        <ShareCell
          part={most ? row.cost / most : 0}
          colour={row.colour}
          text={shareText(BigInt(row.costNanos), total, row.unpricedCalls)}
        />
      ),
      total: <span className="block text-right">{shareText(total, total, 0)}</span>,
    },
    {
      id: "jobs",
      header: "Runs",
      numeric: true,
      sortValue: (row) => row.totalJobs,
      cell: (row) => formatExact(row.totalJobs),
      total: formatExact(sum((row) => row.totalJobs)),
    },
    {
      id: "success",
      header: "Success",
      numeric: true,
      sortValue: (row) => row.successRate,
      cell: (row) => successText(row),
      total: successText({
        totalJobs: sum((row) => row.totalJobs),
        failedJobs: sum((row) => row.failedJobs),
      }),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: tokensOf,
      cell: (row) => <Tokens count={tokensOf(row)} />,
      total: <Tokens count={sum(tokensOf)} />,
    },
    ...changeColumn<AgentTypeSpend>(compare ? summary.comparison : null, BigInt(summary.totalCostNanos)),
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      sortValue: (row) => BigInt(row.costNanos),
      cell: (row) => (
        <span className="font-medium">
          <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={total} unpricedCalls={rows.reduce((sum, row) => sum + row.unpricedCalls, 0)} money={money} />,
    },
  ];
  if (rows.length === 0) return <NoSpend projectId={projectId} month={summary.month} />;
  return (
    <DataTable
      label="By Agent Type"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.agentType}
      defaultSort="-cost"
      detail={(row) =>
        open === row.agentType && (
          <PanelBoundary name="Agents" skeleton={<TableSkeleton rows={3} />}>
            <TypeAgents projectId={projectId} month={summary.month} type={row} />
          </PanelBoundary>
        )
      }
      {...sort}
    />
  );
}

/** Share of the ended jobs that succeeded. Only all of them read 100.0%. */
function successText({ totalJobs, failedJobs }: Pick<AgentTypeSpend, "totalJobs" | "failedJobs">): string {
  return totalJobs === 0 ? "–" : formatShare(BigInt(totalJobs - failedJobs), BigInt(totalJobs));
}
