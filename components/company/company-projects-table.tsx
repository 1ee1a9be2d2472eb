import { changeColumn } from "#components/ai-cost/change-column.tsx";
import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { formatExact } from "#server/money/format.ts";
import type { CompanyMonth } from "./company-data.ts";
import { ProjectLink } from "./project-link.tsx";

type Project = CompanyMonth["projects"][number];
type CompanyProjectsTableProps = SortProps & { costs: CompanyMonth; month: string | undefined };

/** The projects that were used in the month, each leading to that month of its own. */
export function CompanyProjectsTable({ costs, month, ...sort }: CompanyProjectsTableProps) {
  const { projects, total } = costs;
  const whole = BigInt(total.costNanos);
  const { share, cost } = spendColumns(projects, { total, colour: () => "var(--series-1)", width: "@2xl:w-[30%]" });
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
    share,
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
    cost,
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
