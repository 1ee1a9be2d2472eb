"use client";

import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { counted, dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { ProviderSpend } from "./ai-cost-data.ts";
import { changeColumn } from "./change-column.tsx";
import { ProviderModels, UsedFor } from "./provider-models.tsx";
import type { SortProps } from "./sort-props.ts";

type Row = ProviderSpend["rows"][number];

/** Every provider of the month, those whose calls have no price included. */
export function ProviderTable({ spend, compare, ...sort }: SortProps & { spend: ProviderSpend; compare: boolean }) {
  const { rows } = spend;
  const [open, setOpen] = useState<string>();
  const total = rows.reduce((sum, row) => sum + BigInt(row.costNanos), 0n);
  const money = dollarColumn([...rows.map((row) => BigInt(row.costNanos)), total]);
  const columns: TableColumn<Row>[] = [
    {
      id: "name",
      header: "Provider",
      sortValue: (row) => row.label,
      cell: (row) => (
        <SwatchName
          colour={row.colour}
          badge={row.unpricedCalls > 0 && <Badge tone="warning">{formatExact(row.unpricedCalls)} unpriced</Badge>}
        >
          {row.label}
        </SwatchName>
      ),
      total: "Total",
    },
    {
      id: "models",
      header: "Models",
      className: "@2xl:max-w-56 text-ink-muted @max-2xl:col-span-full",
      cell: (row) => (
        <DisclosureButton
          label={`${counted(row.models.length, "Model")} of ${row.label}`}
          open={open === row.provider}
          onToggle={() => setOpen(open === row.provider ? undefined : row.provider)}
        >
          <ModelNames models={row.models.map(({ model }) => model)} />
        </DisclosureButton>
      ),
      total: (
        <span className="font-normal">
          {counted(new Set(rows.flatMap((row) => row.models.map(({ model }) => model))).size, "model")}
        </span>
      ),
    },
    {
      id: "used-for",
      header: "Used For",
      className: "@2xl:max-w-40 @4xl:max-w-60 text-ink-muted @max-2xl:col-span-full",
      cell: (row) => <UsedFor types={row.usedFor} />,
    },
    {
      id: "share",
      header: "Share",
      numeric: true,
      cell: (row) => shareText(BigInt(row.costNanos), total, row.unpricedCalls),
      total: shareText(total, total, 0),
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
    ...changeColumn<Row>(compare ? spend.comparison : null, BigInt(spend.totalCostNanos)),
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
      total: <Cost nanos={total} unpricedCalls={rows.reduce((sum, row) => sum + row.unpricedCalls, 0)} money={money} />,
    },
  ];
  return (
    <DataTable
      label="By Provider"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.provider}
      defaultSort="-cost"
      detail={(row) =>
        open === row.provider && <ProviderModels provider={row.label} models={row.models} money={money} />
      }
      {...sort}
    />
  );
}

/** The dearest model by name; how many more there are, which the tooltip names. */
function ModelNames({ models }: { models: readonly string[] }) {
  const [first, ...others] = models;
  return (
    <span title={models.join(", ")} className="flex min-w-0 items-baseline gap-1.5">
      <span className="truncate">{first}</span>
      {others.length > 0 && <span className="shrink-0 text-xs">+{formatExact(others.length)} more</span>}
    </span>
  );
}
