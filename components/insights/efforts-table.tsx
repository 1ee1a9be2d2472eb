"use client";

import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import type { InsightEvidence } from "#server/insights/insight.ts";
import { dollarColumn, formatExact } from "#server/money/format.ts";

type Evidence = Extract<InsightEvidence, { kind: "effort" }>;
type Row = Evidence["levels"][number];

/** What the agent’s jobs cost and wrote, by effort. */
export function EffortsTable({ evidence }: { evidence: Evidence }) {
  const { levels } = evidence;
  const money = dollarColumn(levels.map(({ costNanos }) => BigInt(costNanos)));
  const median = dollarColumn(levels.map(({ medianNanos }) => BigInt(medianNanos)));
  const columns: TableColumn<Row>[] = [
    { id: "effort", header: "Effort", cell: ({ effort }) => <span className="capitalize">{effort}</span> },
    { id: "jobs", header: "Jobs", numeric: true, cell: ({ jobs }) => formatExact(jobs) },
    { id: "cost", header: "Cost", numeric: true, cell: ({ costNanos }) => money(BigInt(costNanos)) },
    { id: "median", header: "Median Job", numeric: true, cell: ({ medianNanos }) => median(BigInt(medianNanos)) },
    { id: "tokens", header: "Tokens", numeric: true, cell: ({ tokens }) => <Tokens count={BigInt(tokens)} /> },
    {
      id: "output",
      header: "Median Output",
      numeric: true,
      cell: ({ medianOutput }) => <Tokens count={BigInt(medianOutput)} />,
    },
  ];
  return <DataTable label="Jobs by Effort" columns={columns} rows={levels} rowKey={({ effort }) => effort} />;
}
