"use client";

import { seriesColour } from "#components/charts/series-colour.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Change } from "#components/ui/change.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Swatch } from "#components/ui/swatch.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact, formatShare } from "#server/money/format.ts";
import type { ProviderSpend } from "./ai-cost-data.ts";
import type { SortProps } from "./sort-props.ts";

type Row = ProviderSpend["rows"][number];

/** Every provider of the month, those whose calls have no price included. */
export function ProviderTable({ spend, ...sort }: SortProps & { spend: ProviderSpend }) {
  const { rows } = spend;
  const total = rows.reduce((sum, row) => sum + BigInt(row.costNanos), 0n);
  const money = dollarColumn([...rows.map((row) => BigInt(row.costNanos)), total]);
  const columns: TableColumn<Row>[] = [
    {
      id: "name",
      header: "Provider",
      sortValue: (row) => row.label,
      cell: (row) => (
        <span className="inline-flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
          <Swatch colour={seriesColour("provider", row.provider)} />
          {row.label}
          {row.unpricedCalls > 0 && <Badge tone="warning">{formatExact(row.unpricedCalls)} unpriced</Badge>}
        </span>
      ),
      total: "Total",
    },
    {
      id: "models",
      header: "Models",
      className: "max-w-64 text-ink-muted @max-2xl:col-span-full @max-2xl:max-w-none",
      cell: (row) => (
        <span className="block truncate" title={row.models.join(", ")}>
          {row.models.join(", ")}
        </span>
      ),
    },
    {
      id: "share",
      header: "Share",
      numeric: true,
      cell: (row) => formatShare(BigInt(row.costNanos), total),
      total: formatShare(total, total),
    },
    {
      id: "calls",
      header: "Calls",
      numeric: true,
      sortValue: (row) => row.calls,
      cell: (row) => formatExact(row.calls),
      total: formatExact(rows.reduce((sum, row) => sum + row.calls, 0)),
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      sortValue: (row) => row.totalTokens,
      cell: (row) => <Tokens count={row.totalTokens} />,
      total: <Tokens count={rows.reduce((sum, row) => sum + row.totalTokens, 0)} />,
    },
    {
      id: "change",
      header: "Change",
      numeric: true,
      cell: (row) => <Change current={row.comparableCost} previous={row.previousCost} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      sortValue: (row) => BigInt(row.costNanos),
      cell: (row) => <span className="font-medium">{money(BigInt(row.costNanos))}</span>,
      total: money(total),
    },
  ];
  return (
    <DataTable
      label="By Provider"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.provider}
      defaultSort="-cost"
      {...sort}
    />
  );
}
