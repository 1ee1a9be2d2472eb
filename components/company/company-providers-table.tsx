import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { formatExact } from "#server/money/format.ts";
import type { CompanyMonth } from "./company-data.ts";

type Provider = CompanyMonth["providers"][number];
type CompanyProvidersTableProps = SortProps & { costs: CompanyMonth };

/** The providers of the month, over all projects. */
export function CompanyProvidersTable({ costs: { providers, total }, ...sort }: CompanyProvidersTableProps) {
  const { share, cost } = spendColumns(providers, { total, colour: (row) => row.colour, width: "@2xl:w-[34%]" });
  const columns: TableColumn<Provider>[] = [
    {
      id: "name",
      header: "Provider",
      sortValue: (row) => row.label.toLowerCase(),
      cell: (row) => <SwatchName colour={row.colour}>{row.label}</SwatchName>,
      total: "Total",
    },
    share,
    {
      id: "calls",
      header: "Calls",
      numeric: true,
      sortValue: (row) => row.calls,
      cell: (row) => formatExact(row.calls),
      total: formatExact(total.calls),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: (row) => row.totalTokens,
      cell: (row) => <Tokens count={row.totalTokens} />,
      total: <Tokens count={total.totalTokens} />,
    },
    cost,
  ];
  return (
    <DataTable
      label="By Provider"
      columns={columns}
      rows={providers}
      rowKey={(row) => row.provider}
      defaultSort="-cost"
      {...sort}
    />
  );
}
