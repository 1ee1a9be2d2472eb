import { changeColumn } from "#components/ai-cost/change-column.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ShareCell } from "#components/ui/share-cell.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { CompanyMonth } from "./company-data.ts";
import { ProjectLink } from "./project-link.tsx";

type Project = CompanyMonth["projects"][number];
type CompanyProjectsTableProps = SortProps & { costs: CompanyMonth; month: string | undefined };

/** The projects that were used in the month, each leading to that month of its own. */
export function CompanyProjectsTable({ costs, month, ...sort }: CompanyProjectsTableProps) {
  const { projects, total } = costs;
  const whole = BigInt(total.costNanos);
  const most = projects.reduce((max, row) => Math.max(max, row.cost), 0);
  const money = dollarColumn([...projects.map((row) => BigInt(row.costNanos)), whole]);
  const columns: TableColumn<Project>[] = [
    {
      id: "name",
      header: "Project",
      sortValue: (row) => row.name.toLowerCase(),
      cell: (row) => (
        <span className="font-medium">
          <ProjectLink projectId={row.projectId} name={row.name} month={month} />
        </span>
      ),
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[30%] @max-2xl:col-span-full",
      cell: (row) => (
        <ShareCell
          part={most ? row.cost / most : 0}
          colour="var(--series-1)"
          text={shareText(BigInt(row.costNanos), whole, row.unpricedCalls)}
        />
      ),
      total: <span className="block text-right">{shareText(whole, whole, 0)}</span>,
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      sortValue: (row) => row.jobCount,
      cell: (row) => formatExact(row.jobCount),
      total: formatExact(total.jobCount),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: (row) => row.totalTokens,
      cell: (row) => <Tokens count={row.totalTokens} />,
      total: <Tokens count={total.totalTokens} />,
    },
    ...changeColumn<Project>(costs.comparison, whole),
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      sortValue: (row) => BigInt(row.costNanos),
      cell: (row) => (
        <span className="font-medium">
          <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={whole} unpricedCalls={total.unpricedCalls} money={money} />,
    },
  ];
  return (
    <DataTable
      label="By Project"
      columns={columns}
      rows={projects}
      rowKey={(row) => row.projectId}
      defaultSort="-cost"
      {...sort}
    />
  );
}
