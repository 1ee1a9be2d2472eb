"use client";

import { AgentBadge } from "#components/ai-cost/agent-badge.tsx";
import { momentText } from "#components/dates/moment-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn } from "#server/money/format.ts";
import type { RunTransaction } from "./run-detail.ts";

const sourceText: Record<string, string> = {
  priced: "Priced from tokens",
  reported: "Reported by the caller",
  unpriced: "No price known",
};

/** The calls of a run. */
export function RunTransactionsTable({ transactions }: { transactions: readonly RunTransaction[] }) {
  const total = transactions.reduce((sum, one) => sum + BigInt(one.costNanos ?? 0), 0n);
  const money = dollarColumn([...transactions.map((one) => BigInt(one.costNanos ?? 0)), total]);
  const sum = (pick: (one: RunTransaction) => number) => transactions.reduce((all, one) => all + pick(one), 0);
  const columns: TableColumn<RunTransaction>[] = [
    {
      id: "agent",
      header: "Agent",
      cell: (one) => <AgentBadge colour={one.agentTypeColour} label={one.agentTypeLabel} />,
      total: "Total",
    },
    {
      id: "model",
      header: "Model",
      className: "max-w-56",
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
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <StatusBadge status={one.status} />
          {one.attempt > 1 && <Badge>Attempt {one.attempt}</Badge>}
        </span>
      ),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (one) => <Tokens count={one.inputTokens} />,
      total: <Tokens count={sum((one) => one.inputTokens)} />,
    },
    {
      id: "cached",
      header: "Cached",
      numeric: true,
      cell: (one) => <Tokens count={one.cachedInputTokens} />,
      total: <Tokens count={sum((one) => one.cachedInputTokens)} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (one) => <Tokens count={one.outputTokens} />,
      total: <Tokens count={sum((one) => one.outputTokens)} />,
    },
    {
      id: "reasoning",
      header: "Reasoning",
      numeric: true,
      cell: (one) => <Tokens count={one.reasoningTokens} />,
      total: <Tokens count={sum((one) => one.reasoningTokens)} />,
    },
    {
      id: "time",
      header: "Time",
      numeric: true,
      cell: (one) => <Timestamp iso={one.occurredAt} text={momentText(one.occurredAt)} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (one) =>
        one.costNanos === null ? (
          <Badge tone="warning">Unpriced</Badge>
        ) : (
          <span className="font-medium" title={sourceText[one.costSource]}>
            {money(BigInt(one.costNanos))}
          </span>
        ),
      total: money(total),
    },
  ];
  if (transactions.length === 0) return <EmptyState title="No calls in this run." />;
  return <DataTable label="Transactions" columns={columns} rows={transactions} rowKey={(one) => one.id} />;
}
