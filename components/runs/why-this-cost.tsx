"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { formatExact, formatExactDollars } from "#server/money/format.ts";
import { chargeSentences } from "./charge-sentences.ts";
import type { CostLine } from "./run-detail.ts";

type WhyThisCostProps = { projectId: string; id: string };

/** What a call cost, as a sum: tokens of each kind × their price per million. */
export function WhyThisCost(props: WhyThisCostProps) {
  return (
    <section aria-label="Why This Cost" className="border-line border-t bg-surface">
      <PanelBoundary name="Explanation" skeleton={<TableSkeleton rows={3} />}>
        <Explanation {...props} />
      </PanelBoundary>
    </section>
  );
}

const kinds: Record<CostLine["kind"], string> = {
  input: "Input",
  cachedInput: "Input read from cache",
  cacheWrite: "Input written to cache",
  cacheWrite1h: "Input written to cache for an hour",
  output: "Output",
  reasoning: "Reasoning (part of output)",
  call: "The call itself",
};

function Explanation({ projectId, id }: WhyThisCostProps) {
  const { data } = useSuspenseQuery(useTRPC().runs.explainCharge.queryOptions({ projectId, id }));
  const columns: TableColumn<CostLine>[] = [
    { id: "kind", header: "What", cell: (line) => kinds[line.kind], total: "Total" },
    {
      id: "quantity",
      header: "Tokens",
      numeric: true,
      cell: (line) => (line.kind === "call" ? "1 call" : formatExact(line.quantity)),
    },
    {
      id: "price",
      header: "Price per Million",
      numeric: true,
      cell: (line) => `× ${formatExactDollars(BigInt(line.pricePerMillionNanos))}`,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (line) => `= ${formatExactDollars(BigInt(line.costNanos))}`,
      total: data.listNanos === null ? undefined : formatExactDollars(BigInt(data.listNanos)),
    },
  ];
  return (
    <>
      <ul className="flex max-w-[80ch] flex-col gap-1 px-4 pt-3.5 pb-2.5 text-[0.8125rem] text-ink-muted text-pretty sm:px-5">
        {chargeSentences(data).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {data.lines.length > 0 && (
        <div className="max-w-2xl pb-2">
          <DataTable label="Cost by Kind of Token" columns={columns} rows={data.lines} rowKey={(line) => line.kind} />
        </div>
      )}
    </>
  );
}
