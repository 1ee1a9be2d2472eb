"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { counted } from "#server/money/format.ts";
import { monthKey } from "#server/time/window.ts";
import type { AgentRow } from "./agent-data.ts";
import { AgentsTable } from "./agents-table.tsx";
import { agentsUrl, type StatusFilter } from "./agents-url.ts";

const statusOptions: { value: StatusFilter; label: string }[] = [
  { value: "all", label: "Any Status" },
  { value: "active", label: "Active" },
  { value: "paused", label: "Paused" },
];

/** Every agent of the organisation, today and in the running month. */
export function Agents({ organisation, today }: { organisation: string; today: string }) {
  return (
    <>
      <PageHeader title="Agents" subtitle={organisation} />
      <PanelBoundary name="Agents" skeleton={<TableSkeleton rows={8} />} framed>
        <AgentsPanel today={today} />
      </PanelBoundary>
    </>
  );
}

function AgentsPanel({ today }: { today: string }) {
  const { data } = useSuspenseQuery(useTRPC().agents.list.queryOptions());
  const [url, setUrl] = useQueryStates(agentsUrl);
  const shown = data.filter((agent) => isWanted(agent, url.status, url.q.trim().toLowerCase()));
  const paused = data.filter((agent) => agent.status === "paused").length;
  return (
    <Card aria-labelledby="agents" className="overflow-hidden">
      <CardHeader
        id="agents"
        title="All Agents"
        scope={`${counted(data.length, "agent")}, ${paused} paused. Tokens and Cost are of ${longMonth(monthKey(new Date(today)))} so far.`}
      >
        <SearchBox label="Search Agents" value={url.q} onValueChange={(q) => setUrl({ q })} />
        <NativeSelect
          label="Status"
          value={url.status}
          options={statusOptions}
          onValueChange={(status) => setUrl({ status: status as StatusFilter })}
        />
      </CardHeader>
      <div className="pt-3">
        {shown.length > 0 ? (
          <AgentsTable agents={shown} sort={url.sort ?? undefined} onSortChange={(sort) => setUrl({ sort })} />
        ) : data.length === 0 ? (
          <EmptyState title="No agents yet.">
            An agent appears here with its first call: send it to POST /api/v1/events, or import the logs you have.
          </EmptyState>
        ) : (
          <EmptyState
            title="No agent matches."
            action={<Button onClick={() => setUrl({ q: null, status: null })}>Show All Agents</Button>}
          />
        )}
      </div>
    </Card>
  );
}

function isWanted(agent: AgentRow, status: StatusFilter, words: string): boolean {
  if (status !== "all" && agent.status !== status) return false;
  const { agentId, name, agentType, label, projectName } = agent;
  return [agentId, name, agentType, label, projectName].some((text) => text?.toLowerCase().includes(words));
}
