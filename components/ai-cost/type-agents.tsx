"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { agentsOfTypeHref } from "#components/agents/agent-href.ts";
import { AgentLink } from "#components/agents/agent-link.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ShareCell } from "#components/ui/share-cell.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { counted, dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { AgentTypeSpend } from "./ai-cost-data.ts";

type TypeAgentsProps = { projectId: string; month: string; type: AgentTypeSpend };

type Row = {
  key: string;
  name: string | null;
  cost: number;
  costNanos: string;
  totalTokens: number;
  unpricedCalls: number;
  jobs: number;
  failedJobs: number;
};

/** The agents of a type in a month of a project, by what they cost; together the type’s own row. */
export function TypeAgents({ projectId, month, type }: TypeAgentsProps) {
  const { aiCost } = useTRPC();
  const { data } = useSuspenseQuery(
    aiCost.getAgentTypeAgents.queryOptions({ projectId, month, agentType: type.agentType }),
  );
  const rows: Row[] = data.agents.map(({ agentId, ...row }) => ({ key: agentId, ...row }));
  if (data.rest) rows.push({ key: "", name: null, ...data.rest });
  if (rows.length === 0) return <EmptyState title="No agent of this type was used." />;
  const total = BigInt(type.costNanos);
  const most = rows.reduce((max, row) => Math.max(max, row.cost), 0);
  const money = dollarColumn(rows.map((row) => BigInt(row.costNanos)));
  const columns: TableColumn<Row>[] = [
    {
      id: "agent",
      header: "Agent",
      className: "@2xl:max-w-64",
      cell: (row) =>
        row.name === null ? (
          <Link
            href={agentsOfTypeHref(type.agentType)}
            className="underline decoration-line-strong underline-offset-3 hover:decoration-current"
          >
            {counted(data.rest?.count ?? 0, "more agent")}
          </Link>
        ) : (
          <AgentLink agentId={row.key} name={row.name} />
        ),
    },
    {
      id: "share",
      header: "Share of the Type",
      className: "@2xl:w-[34%] @max-2xl:col-span-full",
      cell: (row) => (
        <ShareCell
          part={most ? row.cost / most : 0}
          colour={type.colour}
          text={shareText(BigInt(row.costNanos), total, row.unpricedCalls)}
        />
      ),
    },
    { id: "jobs", header: "Runs", numeric: true, cell: (row) => formatExact(row.jobs) },
    { id: "failed", header: "Failed", numeric: true, cell: (row) => formatExact(row.failedJobs) },
    { id: "tokens", header: "Tokens", numeric: true, cell: (row) => <Tokens count={row.totalTokens} /> },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (row) => <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />,
    },
  ];
  return <DataTable label={`Agents of ${type.label}`} columns={columns} rows={rows} rowKey={(row) => row.key} />;
}
