"use client";

import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import type { InsightEvidence } from "#server/insights/insight.ts";
import type { InsightView } from "#server/insights/queries.ts";
import { dollarColumn, formatShare } from "#server/money/format.ts";

type Evidence = Extract<InsightEvidence, { kind: "cheaper_model" }>;
type Row = { model: string; provider: string; nanos: bigint; badge: string | null; isNow: boolean };

/** What the same tokens cost on each model, the dearest first, beginning with the one that was called. */
export function AlternativesTable({ insight, evidence }: { insight: InsightView; evidence: Evidence }) {
  const spent = BigInt(insight.spentNanos);
  const [suggested] = evidence.alternatives;
  const others = evidence.alternatives
    .map((each): Row => {
      const badge = each === suggested ? "Suggested" : each.usedHere ? "Used Here" : null;
      return { model: each.model, provider: each.providerLabel, nanos: BigInt(each.costNanos), badge, isNow: false };
    })
    .sort((a, b) => (a.nanos > b.nanos ? -1 : 1));
  const now: Row = { model: evidence.model, provider: evidence.providerLabel, nanos: spent, badge: "Now", isNow: true };
  const rows = [now, ...others];
  const money = dollarColumn(rows.flatMap(({ nanos }) => [nanos, spent - nanos]));
  const columns: TableColumn<Row>[] = [
    {
      id: "model",
      header: "Model",
      cell: ({ model, badge, isNow }) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="wrap-anywhere">{model}</span>
          {badge && <Badge tone={badge === "Suggested" ? "good" : "neutral"}>{badge}</Badge>}
          {isNow && <span className="sr-only">, as it was</span>}
        </span>
      ),
    },
    { id: "provider", header: "Provider", cell: ({ provider }) => provider },
    { id: "cost", header: "Cost", numeric: true, cell: ({ nanos }) => money(nanos) },
    { id: "less", header: "Less", numeric: true, cell: ({ nanos, isNow }) => (isNow ? "–" : money(spent - nanos)) },
    {
      id: "share",
      header: "Less in %",
      numeric: true,
      cell: ({ nanos, isNow }) => (isNow ? "–" : formatShare(spent - nanos, spent)),
    },
  ];
  return <DataTable label="The Same Tokens on Other Models" columns={columns} rows={rows} rowKey={keyOf} />;
}

const keyOf = ({ provider, model }: Row) => `${provider} ${model}`;
