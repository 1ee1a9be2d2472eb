"use client";

import { AgentBadge } from "#components/ai-cost/agent-badge.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { LevelBar } from "#components/ui/level-bar.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { parseDollars } from "#server/money/amount.ts";
import { dollarColumn } from "#server/money/format.ts";
import type { AgentList, AgentRow } from "./agent-data.ts";
import { AgentLink } from "./agent-link.tsx";
import { AgentProjects } from "./agent-projects.tsx";
import { capName, limitText } from "./limit-words.ts";

type AgentsTableProps = SortProps & { list: AgentList };

/** A page of the agents in the order that the server gave them, and the total of all that match. */
export function AgentsTable({ list, ...sort }: AgentsTableProps) {
  return (
    <DataTable
      label="Agents"
      columns={columnsOf(list).map((column) => ({ ...column, sortable: true }))}
      rows={list.rows}
      rowKey={(agent) => agent.agentId}
      defaultSort="-cost"
      {...sort}
    />
  );
}

function columnsOf({ rows, total }: AgentList): TableColumn<AgentRow>[] {
  const costColumn = (id: string, header: string, use: "today" | "month"): TableColumn<AgentRow> => {
    const all = total[use];
    const money = dollarColumn([...rows.map((agent) => BigInt(agent[use].costNanos)), BigInt(all.costNanos)]);
    const cost = ({ costNanos, unpricedCalls }: AgentRow["today"]) => (
      <Cost nanos={BigInt(costNanos)} unpricedCalls={unpricedCalls} money={money} />
    );
    return {
      id,
      header,
      numeric: true,
      cell: (agent) => <span className={use === "month" ? "font-medium" : undefined}>{cost(agent[use])}</span>,
      total: cost(all),
    };
  };
  const tokenColumn = (id: string, header: string, use: "today" | "month"): TableColumn<AgentRow> => ({
    id,
    header,
    numeric: true,
    cell: (agent) => <Tokens count={agent[use].tokens} />,
    total: <Tokens count={total[use].tokens} />,
  });
  return [
    {
      id: "name",
      header: "Agent",
      className: "@2xl:max-w-46 @4xl:max-w-60",
      cell: (agent) => (
        <span className="flex min-w-0 flex-col items-start gap-1 @2xl:py-1">
          <AgentLink agentId={agent.agentId} name={agent.name} className="font-medium" />
          {agent.name !== agent.agentId && (
            <span title={agent.agentId} className="max-w-full truncate font-mono font-normal text-ink-muted text-xs">
              {agent.agentId}
            </span>
          )}
          <AgentBadge colour={agent.colour} label={agent.label} />
        </span>
      ),
      total: "Total",
    },
    {
      id: "project",
      header: "Project",
      className: "@2xl:max-w-36",
      cell: (agent) => <AgentProjects projects={agent.projects} />,
    },
    {
      id: "status",
      header: "Status",
      className: "@2xl:max-w-44 @max-2xl:col-span-full",
      cell: (agent) => <Status agent={agent} />,
    },
    tokenColumn("tokens-today", "Tokens Today", "today"),
    costColumn("cost-today", "Cost Today", "today"),
    tokenColumn("tokens", "Tokens", "month"),
    {
      id: "cap",
      header: "Cap Used",
      className: "@max-2xl:col-span-full",
      numeric: true,
      cell: (agent) => <CapUse cap={agent.cap} />,
    },
    costColumn("cost", "Cost", "month"),
  ];
}

function Status({ agent }: { agent: AgentRow }) {
  if (agent.status === "active") return <StatusBadge status="active" />;
  const until = agent.pausedUntil ? `Until ${momentText(agent.pausedUntil)}` : null;
  const why = [agent.statusReason, until].filter(Boolean).join(". ");
  return (
    <span className="flex min-w-0 flex-col @max-2xl:items-end">
      <StatusBadge status="paused" />
      {why && (
        <span title={why} className="line-clamp-2 text-ink-muted text-xs text-pretty">
          {why}
        </span>
      )}
    </span>
  );
}

function CapUse({ cap }: { cap: AgentRow["cap"] }) {
  if (!cap) return <span className="text-ink-muted">Not Set</span>;
  const limit = limitText(cap.unit === "cost" ? parseDollars(cap.limit) : BigInt(cap.limit), cap.unit);
  return (
    <span className="flex w-full flex-col items-end gap-1">
      <span className="flex w-full items-center gap-2.5">
        <LevelBar part={cap.pct / 100} status={cap.status} />
        <span className="shrink-0">
          {cap.pct > 999 ? ">999" : cap.pct > 0 && cap.pct < 1 ? "<1" : Math.floor(cap.pct)}%
        </span>
      </span>
      <span title={`of ${limit}`} className="text-ink-muted text-xs whitespace-nowrap">
        {capName(cap)}
      </span>
    </span>
  );
}
