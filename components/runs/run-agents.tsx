"use client";

import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ShareBar } from "#components/ui/share-bar.tsx";
import { Swatch } from "#components/ui/swatch.tsx";
import { dollarColumn, formatExact, formatShare } from "#server/money/format.ts";
import type { RunAgent } from "./run-detail.ts";

/** The run’s cost by agent. */
export function RunAgents({ agents }: { agents: readonly RunAgent[] }) {
  const total = agents.reduce((sum, agent) => sum + BigInt(agent.costNanos), 0n);
  const most = agents.reduce((max, agent) => Math.max(max, agent.cost), 0);
  const money = dollarColumn([...agents.map((agent) => BigInt(agent.costNanos)), total]);
  const columns: TableColumn<RunAgent>[] = [
    {
      id: "agent",
      header: "Agent",
      cell: (agent) => (
        <span className="inline-flex items-center gap-2.5 font-medium">
          <Swatch colour={agent.colour} />
          {agent.agentId}
        </span>
      ),
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[45%] @max-2xl:col-span-full",
      cell: (agent) => (
        <span className="flex w-full items-center gap-3">
          <ShareBar part={most ? agent.cost / most : 0} colour={agent.colour} />
          <span className="w-12 shrink-0 text-right tabular-nums">{formatShare(BigInt(agent.costNanos), total)}</span>
        </span>
      ),
      total: <span className="block text-right">{formatShare(total, total)}</span>,
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      cell: (agent) => formatExact(agent.jobs),
      total: formatExact(agents.reduce((sum, agent) => sum + agent.jobs, 0)),
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (agent) => <span className="font-medium">{money(BigInt(agent.costNanos))}</span>,
      total: money(total),
    },
  ];
  return (
    <div className="pt-3">
      <DataTable label="Agents" columns={columns} rows={agents} rowKey={(agent) => agent.agentId} />
    </div>
  );
}
