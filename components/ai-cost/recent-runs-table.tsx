"use client";

import { useState } from "react";
import { CorrectionBadge } from "#components/books/correction-badge.tsx";
import { momentText } from "#components/dates/moment-text.ts";
import { NoCalls } from "#components/retention/no-calls.tsx";
import { RunLink } from "#components/runs/run-link.tsx";
import { WhyThisCost } from "#components/runs/why-this-cost.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import { AgentCell } from "./agent-cell.tsx";
import type { Transaction } from "./ai-cost-data.ts";
import type { SortProps } from "./sort-props.ts";

type RecentRunsTableProps = SortProps & { projectId: string; transactions: readonly Transaction[] };

/** The last 50 charges, newest first. */
export function RecentRunsTable({ projectId, transactions, ...sort }: RecentRunsTableProps) {
  const [explained, setExplained] = useState<string>();
  const total = transactions.reduce((sum, one) => sum + BigInt(one.costNanos ?? 0), 0n);
  const money = dollarColumn(transactions.map((one) => BigInt(one.costNanos ?? 0)));
  const columns: TableColumn<Transaction>[] = [
    {
      id: "agent",
      header: "Agent",
      className: "@2xl:max-w-46 @4xl:max-w-56",
      sortValue: (one) => `${one.agentTypeLabel} ${one.agentId}`,
      cell: (one) => <AgentCell agentId={one.agentId} colour={one.agentTypeColour} label={one.agentTypeLabel} />,
      total: "Total",
    },
    {
      id: "run",
      header: "Run",
      cell: (one) =>
        one.runId ? (
          <RunLink projectId={projectId} runId={one.runId} />
        ) : (
          <span className="text-ink-muted">No run</span>
        ),
    },
    {
      id: "model",
      header: "Model",
      className: "@2xl:max-w-36 @4xl:max-w-44",
      sortValue: (one) => one.model,
      cell: (one) => (
        <span className="block truncate" title={`${one.provider} · ${one.model}`}>
          {one.model}
        </span>
      ),
    },
    {
      id: "status",
      header: "Status",
      cell: (one) => (
        <span className="inline-flex items-start gap-x-1.5 @max-2xl:flex-wrap @max-2xl:justify-end gap-y-0.5 @2xl:flex-col">
          <StatusBadge status={one.status} />
          {one.attempt > 1 && <Badge>Attempt {one.attempt}</Badge>}
          <CorrectionBadge correction={one.correction} />
        </span>
      ),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      sortValue: (one) => one.inputTokens,
      cell: (one) => <Tokens count={one.inputTokens} />,
      total: <Tokens count={transactions.reduce((sum, one) => sum + one.inputTokens, 0)} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      sortValue: (one) => one.outputTokens,
      cell: (one) => <Tokens count={one.outputTokens} />,
      total: <Tokens count={transactions.reduce((sum, one) => sum + one.outputTokens, 0)} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      sortValue: (one) => (one.costNanos === null ? null : BigInt(one.costNanos)),
      cell: (one) =>
        one.costNanos === null ? (
          <Badge tone="warning">Unpriced</Badge>
        ) : (
          <button
            type="button"
            aria-expanded={explained === one.id}
            title="Why This Cost"
            onClick={() => setExplained(explained === one.id ? undefined : one.id)}
            className="touch:py-3 font-medium underline decoration-dotted decoration-line-control underline-offset-4 hover:decoration-current"
          >
            {money(BigInt(one.costNanos))}
          </button>
        ),
      total: spendText(total, transactions.filter((one) => one.costNanos === null).length, money),
    },
    {
      id: "time",
      header: "Time",
      numeric: true,
      sortValue: (one) => one.occurredAt,
      cell: (one) => <Timestamp iso={one.occurredAt} text={momentText(one.occurredAt)} />,
    },
  ];
  if (transactions.length === 0) return <NoCalls title="No calls recorded yet." />;
  return (
    <DataTable
      label="Recent Runs"
      columns={columns}
      rows={transactions}
      rowKey={(one) => one.id}
      defaultSort="-time"
      detail={(one) => explained === one.id && <WhyThisCost projectId={projectId} id={one.id} />}
      {...sort}
    />
  );
}
