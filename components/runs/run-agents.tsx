"use client";

import { agentHref } from "#components/agents/agent-href.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { isUnpriced } from "#server/money/spend-text.ts";
import type { RunAgent } from "./run-detail.ts";

/** The run’s cost by agent. */
export function RunAgents({ agents, jobCount }: { agents: readonly RunAgent[]; jobCount: number }) {
  const total = agents.reduce((sum, agent) => sum + BigInt(agent.costNanos), 0n);
  const unpricedCalls = agents.reduce((sum, agent) => sum + agent.unpricedCalls, 0);
  const retries = agents.map((agent) => BigInt(agent.retryCostNanos));
  const retryMoney = dollarColumn(retries);
  const { share, cost } = spendColumns(agents, { colour: (agent) => agent.colour, width: "@2xl:w-[32%]" });
  const columns: TableColumn<RunAgent>[] = [
    {
      id: "agent",
      header: "Agent",
      cell: (agent) => (
        <SwatchName colour={agent.colour} href={agentHref(agent.agentId)}>
          {agent.agentName}
        </SwatchName>
      ),
      total: "Total",
    },
    share,
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      cell: (agent) => formatExact(agent.jobs),
      // Not the sum: a job that several agents worked in is one job.
      total: formatExact(jobCount),
    },
    {
      id: "calls",
      header: "Calls",
      numeric: true,
      cell: (agent) => formatExact(agent.calls),
      total: formatExact(agents.reduce((sum, agent) => sum + agent.calls, 0)),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      cell: (agent) => <Tokens count={agent.totalTokens} />,
      total: <Tokens count={agents.reduce((sum, agent) => sum + agent.totalTokens, 0)} />,
    },
    {
      id: "retries",
      header: "Retries",
      numeric: true,
      cell: (agent) =>
        isUnpriced(BigInt(agent.costNanos), agent.unpricedCalls) ? "–" : retryMoney(BigInt(agent.retryCostNanos)),
      total: isUnpriced(total, unpricedCalls) ? "–" : retryMoney(retries.reduce((sum, one) => sum + one, 0n)),
    },
    cost,
  ];
  return (
    <div className="pt-3">
      <DataTable label="Agents" columns={columns} rows={agents} rowKey={(agent) => agent.agentId} />
    </div>
  );
}
