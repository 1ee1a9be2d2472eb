"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import type { PriceDifference, ReferenceRow } from "#server/pricing/reference-prices.ts";
import { ModelCell } from "./model-cell.tsx";
import { differenceText, hoursText, perMillion } from "./price-words.ts";
import { pricesUrl } from "./prices-url.ts";

/** The reference list as it stood, with what the catalogue says today beside it. */
export function ReferencePanel() {
  const { data } = useSuspenseQuery(useTRPC().prices.reference.queryOptions());
  const [{ q }, setUrl] = useQueryStates(pricesUrl);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = data.filter(({ title, provider, model }) =>
    words.every((word) => `${title} ${provider} ${model}`.toLowerCase().includes(word)),
  );
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3 sm:px-5">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="font-semibold text-[0.9375rem] tracking-[-0.01em]">Reference, January 2026</h2>
          <p className="mt-0.5 max-w-3xl text-[0.8125rem] text-ink-muted text-pretty">
            List prices as of January 2026, to choose models by. Actual costs may vary with provider agreements. Nothing
            is priced from this list: calls cost your own price, else the catalogue’s of their day.
          </p>
        </div>
        <ExportButton table="reference-prices" query={{ q }} />
      </div>
      {shown.length > 0 ? (
        <DataTable
          label="Reference, January 2026"
          columns={columns}
          rows={shown}
          rowKey={({ title }) => title}
          leadColumn="none"
        />
      ) : (
        <EmptyState
          title={`No model of the list matches “${q.trim()}”.`}
          action={<Button onClick={() => setUrl({ q: null })}>Show All Ten</Button>}
        />
      )}
    </>
  );
}

const columns: TableColumn<ReferenceRow>[] = [
  {
    id: "model",
    header: "Model",
    className: "@max-2xl:col-span-12!",
    cell: (one) => <ModelCell model={one.title} under={`${one.provider} · ${one.model}`} />,
  },
  {
    id: "input",
    header: "Input per 1M",
    numeric: true,
    className: "@max-2xl:col-span-full",
    cell: ({ input }) => <span className="font-medium">{perMillion(input)}</span>,
  },
  {
    id: "input-today",
    header: "Input Today",
    className: "@max-2xl:col-span-full",
    cell: (one) => <Today difference={one.inputDifference} own={one.own?.input} others={one.otherHours} kind="input" />,
  },
  {
    id: "output",
    header: "Output per 1M",
    numeric: true,
    className: "@max-2xl:col-span-full",
    cell: ({ output }) => <span className="font-medium">{perMillion(output)}</span>,
  },
  {
    id: "output-today",
    header: "Output Today",
    className: "@max-2xl:col-span-full",
    cell: (one) => (
      <Today difference={one.outputDifference} own={one.own?.output} others={one.otherHours} kind="output" />
    ),
  },
];

type TodayProps = {
  difference: PriceDifference | null;
  own: string | null | undefined;
  others: ReferenceRow["otherHours"];
  kind: "input" | "output";
};

function Today({ difference, own, others, kind }: TodayProps) {
  return (
    <span className="flex flex-col py-1 @max-2xl:items-end">
      <span className={difference?.direction === "same" ? "text-ink-muted" : undefined}>
        {difference ? differenceText(difference) : "Not in the catalogue"}
      </span>
      {others.map((price) => (
        <span key={price.id} className="text-ink-muted text-xs">
          {perMillion(price[kind])} {price.hours ? `from ${hoursText(price.hours)}` : "at other hours"}
        </span>
      ))}
      {own != null && <span className="text-ink-muted text-xs">Your own: {perMillion(own)}</span>}
    </span>
  );
}
