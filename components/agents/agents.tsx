"use client";

import { useQueryStates } from "nuqs";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { counted, formatExact } from "#server/money/format.ts";
import { monthKey } from "#server/time/window.ts";
import { AgentsTable } from "./agents-table.tsx";
import { agentsQuery, agentsUrl, type StatusFilter } from "./agents-url.ts";

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
  const [url, setUrl] = useQueryStates(agentsUrl);
  const asked = agentsQuery({ ...url, q: useSettled(url.q) });
  const { agents } = useTRPC();
  const { data, freshness } = useKeptQuery(asked, (of) => agents.list.queryOptions(of));
  return (
    <Card aria-labelledby="agents" className="overflow-hidden">
      <CardHeader
        id="agents"
        title="All Agents"
        scope={`${counted(data.agents, "agent")}, ${formatExact(data.paused)} paused. Tokens and Cost are of ${longMonth(monthKey(new Date(today)))} so far.`}
      >
        <SearchBox label="Search Agents" value={url.q} onValueChange={(q, step) => setUrl({ q, page: null }, step)} />
        <NativeSelect
          label="Status"
          value={url.status}
          options={statusOptions}
          onValueChange={(status) => setUrl({ status: status as StatusFilter, page: null })}
        />
        <ExportButton table="agents" query={{ q: asked.q, status: asked.status, sort: url.sort }} />
      </CardHeader>
      <Refreshing name="Agents" {...freshness} className="pt-3">
        {data.rows.length > 0 ? (
          <AgentsTable list={data} sort={url.sort} onSortChange={(sort) => setUrl({ sort, page: null })} />
        ) : data.agents === 0 ? (
          <EmptyState title="No agents yet.">
            An agent appears here with its first call: send it to POST /api/v1/events, or import the logs you have.
          </EmptyState>
        ) : (
          <EmptyState
            title="No agent matches."
            action={<Button onClick={() => setUrl({ q: null, status: null, page: null })}>Show All Agents</Button>}
          />
        )}
        <Pager
          name="Agents"
          before={data.before}
          shown={data.rows.length}
          total={data.found}
          onPrevious={() => setUrl({ page: url.page - 1 })}
          onNext={() => setUrl({ page: url.page + 1 })}
        />
      </Refreshing>
    </Card>
  );
}
