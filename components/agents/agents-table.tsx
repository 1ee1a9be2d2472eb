"use client";

import Link from "next/link";
import { useState } from "react";
import { AgentBadge } from "#components/ai-cost/agent-badge.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { productHref } from "#components/shell/product-path.ts";
import { Button } from "#components/ui/button.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { LevelBar } from "#components/ui/level-bar.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { parseSort, sortRows } from "#components/ui/table-sort.ts";
import { Tokens } from "#components/ui/tokens.tsx";
import { parseDollars } from "#server/money/amount.ts";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import type { AgentRow } from "./agent-data.ts";
import { AgentLink } from "./agent-link.tsx";
import { capName, limitText } from "./limit-words.ts";

type AgentsTableProps = SortProps & { agents: readonly AgentRow[] };

const shownAtFirst = 100;

/** The agents, those with most cost this month first, and the total of those that match. */
export function AgentsTable({ agents, ...sort }: AgentsTableProps) {
  const [all, setAll] = useState(false);
  const columns = columnsOf(agents);
  const sortedBy = parseSort(
    sort.sort,
    columns.map(({ id }) => id),
  ) ?? { id: "cost", desc: true };
  const sortValue = columns.find(({ id }) => id === sortedBy.id)?.sortValue ?? (() => null);
  const rows = sortRows(agents, sortValue, sortedBy.desc).slice(0, all ? undefined : shownAtFirst);
  return (
    <>
      <DataTable
        label="Agents"
        columns={columns}
        rows={rows}
        rowKey={(agent) => agent.agentId}
        defaultSort="-cost"
        {...sort}
      />
      {rows.length < agents.length && (
        <div className="flex items-center justify-between gap-3 border-line border-t px-4 py-3 sm:px-5 print:hidden">
          <span className="text-[0.8125rem] text-ink-muted">
            {formatExact(rows.length)} of {formatExact(agents.length)} agents
          </span>
          <Button onClick={() => setAll(true)}>Show All</Button>
        </div>
      )}
    </>
  );
}

function columnsOf(agents: readonly AgentRow[]): TableColumn<AgentRow>[] {
  const sum = (pick: (agent: AgentRow) => number) => agents.reduce((total, agent) => total + pick(agent), 0);
  const costColumn = (id: string, header: string, use: "today" | "month"): TableColumn<AgentRow> => {
    const total = agents.reduce((all, agent) => all + BigInt(agent[use].costNanos), 0n);
    const money = dollarColumn([...agents.map((agent) => BigInt(agent[use].costNanos)), total]);
    return {
      id,
      header,
      numeric: true,
      sortValue: (agent) => BigInt(agent[use].costNanos),
      cell: (agent) => (
        <span className={use === "month" ? "font-medium" : undefined}>
          <Cost nanos={BigInt(agent[use].costNanos)} unpricedCalls={agent[use].unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={total} unpricedCalls={sum((agent) => agent[use].unpricedCalls)} money={money} />,
    };
  };
  const tokenColumn = (id: string, header: string, use: "today" | "month"): TableColumn<AgentRow> => ({
    id,
    header,
    numeric: true,
    sortValue: (agent) => agent[use].tokens,
    cell: (agent) => <Tokens count={agent[use].tokens} />,
    total: <Tokens count={sum((agent) => agent[use].tokens)} />,
  });
  return [
    {
      id: "name",
      header: "Agent",
      className: "@2xl:max-w-46",
      sortValue: (agent) => agent.name.toLowerCase(),
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
      sortValue: (agent) => agent.projectName?.toLowerCase() ?? null,
      cell: (agent) =>
        agent.projectId ? (
          <Link
            href={productHref(agent.projectId, "ai-cost")}
            prefetch={false}
            title={agent.projectName ?? undefined}
            className="block min-w-0 truncate underline decoration-line-strong underline-offset-3 hover:decoration-current"
          >
            {agent.projectName}
          </Link>
        ) : (
          <span className="text-ink-muted">None</span>
        ),
    },
    {
      id: "status",
      header: "Status",
      className: "@2xl:max-w-44 @max-2xl:col-span-full",
      sortValue: (agent) => agent.status,
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
      sortValue: (agent) => agent.cap?.pct ?? null,
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
