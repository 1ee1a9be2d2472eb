"use client";

import { useQueryStates } from "nuqs";
import { AgentLink } from "#components/agents/agent-link.tsx";
import { AgentProjects } from "#components/agents/agent-projects.tsx";
import { AgentBadge } from "#components/ai-cost/agent-badge.tsx";
import { changeColumn } from "#components/ai-cost/change-column.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Button } from "#components/ui/button.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { CompanyAgents, CompanyMonth } from "./company-data.ts";
import { companyAgentsQuery, companyUrl } from "./company-url.ts";

type CompanyAgentsPanelProps = SortProps & { costs: CompanyMonth; month: string | undefined; scope: string };

/** The agents of the month, 50 a page; the total is of all that are found. */
export function CompanyAgentsPanel({ costs, month, scope, ...sort }: CompanyAgentsPanelProps) {
  const [url, setUrl] = useQueryStates(companyUrl);
  const { company } = useTRPC();
  const asked = companyAgentsQuery({ ...url, q: useSettled(url.q), month });
  const { data, freshness } = useKeptQuery(asked, (of) => company.agents.queryOptions(of));
  return (
    <>
      <PanelScope
        action={
          <span className="flex flex-wrap items-center gap-2">
            <SearchBox
              label="Search Agents"
              value={url.q}
              onValueChange={(q, step) => setUrl({ q, page: null }, step)}
            />
            <ExportButton table="company-agents" query={{ q: asked.q, month }} />
          </span>
        }
      >
        {scope} Jobs are the runs of an agent that ended.
      </PanelScope>
      <Refreshing name="By Agent" {...freshness}>
        {data.rows.length > 0 ? (
          <CompanyAgentsTable agents={data} costs={costs} {...sort} />
        ) : (
          <EmptyState
            title="No agent matches."
            action={<Button onClick={() => setUrl({ q: null, page: null })}>Show All Agents</Button>}
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
    </>
  );
}

type CompanyAgent = CompanyAgents["rows"][number];

function CompanyAgentsTable({ agents, costs, ...sort }: SortProps & { agents: CompanyAgents; costs: CompanyMonth }) {
  const { rows, total } = agents;
  const whole = BigInt(costs.total.costNanos);
  const money = dollarColumn([...rows.map((row) => BigInt(row.costNanos)), BigInt(total.costNanos)]);
  const perJob = dollarColumn(
    rows.map((row) => BigInt(row.costPerJobNanos ?? 0)),
    { of: "units" },
  );
  const isAll = agents.found === agents.agents;
  const columns: TableColumn<CompanyAgent>[] = [
    {
      id: "name",
      header: "Agent",
      sortable: true,
      className: "@2xl:max-w-56",
      cell: (row) => (
        <span className="flex min-w-0 flex-col items-start gap-1 @2xl:py-1">
          <AgentLink agentId={row.agentId} name={row.name} className="font-medium" />
          <AgentBadge colour={row.colour} label={row.label} />
        </span>
      ),
      total: isAll ? "Total" : `Total of ${formatExact(agents.found)}`,
    },
    {
      id: "project",
      header: "Project",
      sortable: true,
      className: "@2xl:max-w-36",
      cell: (row) => <AgentProjects projects={row.projects} />,
    },
    {
      id: "jobs",
      header: "Jobs",
      sortable: true,
      numeric: true,
      cell: (row) => formatExact(row.jobCount),
      total: formatExact(total.jobCount),
    },
    {
      id: "tokens",
      header: "Tokens",
      sortable: true,
      numeric: true,
      cell: (row) => <Tokens count={row.totalTokens} />,
      total: <Tokens count={total.totalTokens} />,
    },
    {
      id: "per-job",
      header: "Cost per Job",
      sortable: true,
      numeric: true,
      cell: (row) =>
        row.costPerJobNanos === null ? (
          "–"
        ) : (
          <Cost nanos={BigInt(row.costPerJobNanos)} unpricedCalls={row.unpricedCalls} money={perJob} />
        ),
    },
    ...changeColumn<CompanyAgent>(isAll ? costs.comparison : null, BigInt(total.costNanos)),
    {
      id: "share",
      header: "Share",
      numeric: true,
      cell: (row) => shareText(BigInt(row.costNanos), whole, row.unpricedCalls),
      total: shareText(BigInt(total.costNanos), whole, 0),
    },
    {
      id: "cost",
      header: "Cost",
      sortable: true,
      numeric: true,
      cell: (row) => (
        <span className="font-medium">
          <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={BigInt(total.costNanos)} unpricedCalls={total.unpricedCalls} money={money} />,
    },
  ];
  return (
    <DataTable
      label="By Agent"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.agentId}
      defaultSort="-cost"
      {...sort}
    />
  );
}
