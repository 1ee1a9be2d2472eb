"use client";

import { lazy, useState } from "react";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { formatExact, formatShare } from "#server/money/format.ts";
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
  const sum = (pick: (row: AgentTypeSpend) => number) => rows.reduce((all, row) => all + pick(row), 0);
  const tokensOf = (row: AgentTypeSpend) => row.inputTokens + row.outputTokens;
  const { share, cost } = spendColumns(rows, { colour: (row) => row.colour, width: "@2xl:w-[34%]" });
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
    share,
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
    cost,
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
