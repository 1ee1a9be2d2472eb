import type { SortProps } from "#components/ai-cost/sort-props.ts";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ShareCell } from "#components/ui/share-cell.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { CompanyMonth } from "./company-data.ts";

type Provider = CompanyMonth["providers"][number];
type CompanyProvidersTableProps = SortProps & { costs: CompanyMonth };

/** The providers of the month, over all projects. */
export function CompanyProvidersTable({ costs: { providers, total }, ...sort }: CompanyProvidersTableProps) {
  const whole = BigInt(total.costNanos);
  const most = providers.reduce((max, row) => Math.max(max, row.cost), 0);
  const money = dollarColumn([...providers.map((row) => BigInt(row.costNanos)), whole]);
  const columns: TableColumn<Provider>[] = [
    {
      id: "name",
      header: "Provider",
      sortValue: (row) => row.label.toLowerCase(),
      cell: (row) => <SwatchName colour={row.colour}>{row.label}</SwatchName>,
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[34%] @max-2xl:col-span-full",
      cell: (row) => (
        <ShareCell
          part={most ? row.cost / most : 0}
          colour={row.colour}
          text={shareText(BigInt(row.costNanos), whole, row.unpricedCalls)}
        />
      ),
      total: <span className="block text-right">{shareText(whole, whole, 0)}</span>,
    },
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
      label="By Provider"
      columns={columns}
      rows={providers}
      rowKey={(row) => row.provider}
      defaultSort="-cost"
      {...sort}
    />
  );
}
