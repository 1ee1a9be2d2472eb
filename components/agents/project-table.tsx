import { ProjectLink } from "#components/company/project-link.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { AgentAnalytics } from "./agent-data.ts";

type Month = AgentAnalytics["month"];
type Project = Month["projects"][number];

/** What the agent cost in each project this month, the dearest first: they sum to the month. */
export function ProjectTable({ month }: { month: Month }) {
  const whole = BigInt(month.costNanos);
  const money = dollarColumn([...month.projects.map((one) => BigInt(one.costNanos)), whole]);
  const columns: TableColumn<Project>[] = [
    {
      id: "project",
      header: "Project",
      cell: (one) => <ProjectLink projectId={one.projectId} name={one.name} month={undefined} />,
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      numeric: true,
      cell: (one) => shareText(BigInt(one.costNanos), whole, one.unpricedCalls),
      total: shareText(whole, whole, 0),
    },
    {
      id: "calls",
      header: "Calls",
      numeric: true,
      cell: (one) => formatExact(one.calls),
      total: formatExact(month.calls),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (one) => <Tokens count={one.inputTokens} />,
      total: <Tokens count={month.inputTokens} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (one) => <Tokens count={one.outputTokens} />,
      total: <Tokens count={month.outputTokens} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (one) => (
        <span className="font-medium">
          <Cost nanos={BigInt(one.costNanos)} unpricedCalls={one.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={whole} unpricedCalls={month.unpricedCalls} money={money} />,
    },
  ];
  return (
    <div className="pt-3">
      <DataTable label="Projects" columns={columns} rows={month.projects} rowKey={(one) => one.projectId} />
    </div>
  );
}
