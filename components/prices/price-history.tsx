"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import type { DatedPriceView } from "#server/pricing/price-history.ts";
import { usePriceActions } from "./price-actions.tsx";
import { draftOfStated } from "./price-draft.ts";
import { hoursText, perMillion, sinceText, sourceText, tierText } from "./price-words.ts";

/** Every price that a model has or had, one’s own first; one’s own are changed and removed here. */
export function PriceHistory({ provider, model }: { provider: string; model: string }) {
  const { data } = useSuspenseQuery(useTRPC().prices.history.queryOptions({ provider, model }));
  const { canManage } = usePriceActions();
  if (data.length === 0) {
    return <EmptyState title="No price is known for this model.">Its calls are recorded as unpriced.</EmptyState>;
  }
  const own = canManage && data.some(({ stated }) => stated);
  return (
    <>
      <DataTable
        label={`Price History of ${model}`}
        columns={own ? [...columns, actions] : columns}
        rows={data}
        rowKey={(price) => price.id}
        leadColumn="none"
      />
      <p className="border-line border-t px-4 py-2 text-right sm:px-5 print:hidden">
        <ExportButton table="price-history" query={{ provider, model }} label="Export History as CSV" />
      </p>
    </>
  );
}

const kind = (id: "input" | "output" | "cacheRead" | "cacheWrite" | "cacheWrite1h", header: string) =>
  ({ id, header, numeric: true, cell: (price) => perMillion(price[id]) }) satisfies TableColumn<DatedPriceView>;

const columns: TableColumn<DatedPriceView>[] = [
  {
    id: "since",
    header: "In Effect From",
    cell: (price) => (
      <span className="flex flex-col items-start gap-0.5 py-1">
        <span className="whitespace-nowrap">
          {sinceText(price.effectiveFrom) ?? "No start date stated"} {price.holds && <Badge tone="good">Now</Badge>}
        </span>
        {price.hours && <span className="text-ink-muted text-xs">{hoursText(price.hours)}</span>}
        {price.tiers.map((tier) => (
          <span key={tier.aboveInputTokens} className="font-normal text-ink-muted text-xs">
            {tierText(tier, price)}
          </span>
        ))}
        {price.perCall && <span className="text-ink-muted text-xs">and {perMillion(price.perCall)} a call</span>}
      </span>
    ),
  },
  kind("input", "Input"),
  kind("output", "Output"),
  kind("cacheRead", "Cache Read"),
  kind("cacheWrite", "Cache Write"),
  kind("cacheWrite1h", "1-Hour Write"),
  {
    id: "source",
    header: "Source",
    className: "@max-2xl:col-span-full",
    cell: (price) => (
      <span className="flex min-w-0 flex-col @max-2xl:items-end">
        {sourceText(price.source)}
        <span className="text-ink-muted text-xs wrap-anywhere">
          {price.setBy ? `${price.setBy}, ${momentText(price.setAt ?? "")}` : `${price.source}, ${price.model}`}
        </span>
      </span>
    ),
  },
];

const actions: TableColumn<DatedPriceView> = {
  id: "do",
  header: "Actions",
  screenOnly: true,
  numeric: true,
  className: "@max-2xl:col-span-full @max-2xl:before:content-none!",
  cell: (price) => <Actions price={price} />,
};

function Actions({ price }: { price: DatedPriceView }) {
  const { ask, prepare } = usePriceActions();
  const { stated, id, provider, model } = price;
  if (!stated || price.source !== "organization") return null;
  const since = sinceText(stated.effectiveFrom) ?? "";
  return (
    <span className="flex flex-wrap justify-end gap-2 @max-2xl:justify-start">
      <Button
        aria-label={`Edit the price from ${since}…`}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={(event) =>
          ask(
            {
              what: "set",
              draft: draftOfStated(stated),
              fixed: true,
              replaces: { effectiveFrom: stated.effectiveFrom },
            },
            event.currentTarget,
          )
        }
      >
        Edit…
      </Button>
      <Button
        aria-label={`Remove the price from ${since}…`}
        onClick={(event) => ask({ what: "remove", price: { id, provider, model, since } }, event.currentTarget)}
      >
        Remove…
      </Button>
    </span>
  );
}
