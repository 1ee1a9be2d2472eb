"use client";

import { useState } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { dollarColumn } from "#server/money/format.ts";
import type { priceList } from "#server/reports/price-list.ts";
import { ModelCell } from "./model-cell.tsx";
import { usePriceActions } from "./price-actions.tsx";
import { draftOfPrice, emptyDraft } from "./price-draft.ts";
import { PriceHistory } from "./price-history.tsx";
import { perMillion, sinceText, sourceText } from "./price-words.ts";

type Model = Awaited<ReturnType<typeof priceList>>["items"][number];
type Kind = "input" | "output" | "cacheRead" | "cacheWrite";

const keyOf = ({ provider, model }: Pick<Model, "provider" | "model">) => `${provider}\n${model}`;

type PriceTableProps = { models: readonly Model[]; withUse: boolean; today: string };

/** Models with today’s prices; beneath each, when it is opened, every price it has or had. */
export function PriceTable({ models, withUse, today }: PriceTableProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) =>
    setOpen((before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]));
  const money = dollarColumn(models.map(({ usage }) => BigInt(usage?.costNanos ?? 0)));
  const kind = (id: Kind, header: string): TableColumn<Model> => ({
    id,
    header,
    numeric: true,
    cell: ({ price }) => perMillion(price?.[id] ?? null),
  });
  const columns: TableColumn<Model>[] = [
    {
      id: "model",
      header: "Model",
      className: "@2xl:max-w-72 @max-2xl:col-span-12!",
      cell: (one) => (
        <ModelCell model={one.model} under={[one.providerLabel, one.title].filter(Boolean).join(" · ")}>
          <DisclosureButton
            open={open.has(keyOf(one))}
            label={`Prices of ${one.model}`}
            onToggle={() => toggle(keyOf(one))}
          >
            <span className="font-medium wrap-anywhere">{one.model}</span>
          </DisclosureButton>
        </ModelCell>
      ),
    },
    kind("input", "Input"),
    kind("output", "Output"),
    kind("cacheRead", "Cache Read"),
    kind("cacheWrite", "Cache Write"),
    {
      id: "source",
      header: "Source",
      className: "@max-2xl:col-span-full",
      cell: (one) => <Source price={one.price} />,
    },
    ...(withUse ? [thirtyDays(money)] : []),
    {
      id: "do",
      header: "Actions",
      screenOnly: true,
      numeric: true,
      className: "@max-2xl:col-span-full @max-2xl:before:content-none!",
      cell: (one) => <SetButton one={one} today={today} />,
    },
  ];
  return (
    <DataTable
      label="Prices"
      columns={columns}
      rows={models}
      rowKey={keyOf}
      leadColumn="none"
      detail={(one) =>
        open.has(keyOf(one)) && (
          <PanelBoundary name="Price History" skeleton={<TableSkeleton rows={2} />}>
            <PriceHistory provider={one.provider} model={one.model} />
          </PanelBoundary>
        )
      }
    />
  );
}

function thirtyDays(money: (nanos: bigint) => string): TableColumn<Model> {
  return {
    id: "use",
    header: "30 Days",
    numeric: true,
    className: "@max-2xl:col-span-full",
    cell: ({ usage }) =>
      usage && <Cost nanos={BigInt(usage.costNanos)} unpricedCalls={usage.unpricedCalls} money={money} />,
  };
}

function Source({ price }: Pick<Model, "price">) {
  if (!price) return <Badge tone="warning">No price</Badge>;
  const since = sinceText(price.effectiveFrom);
  return (
    <span className="flex min-w-0 flex-col @max-2xl:items-end">
      <span>{price.source === "organization" ? <Badge tone="good">Your own</Badge> : sourceText(price.source)}</span>
      <span className="text-ink-muted text-xs" title={price.source}>
        {since ? `Since ${since}` : "No start date stated"}
        {price.tiers.length > 0 && ", tiers"}
      </span>
      {price.suspect && <Badge tone="warning">Check the unit</Badge>}
    </span>
  );
}

function SetButton({ one, today }: { one: Model; today: string }) {
  const { canManage, ask, prepare } = usePriceActions();
  if (!canManage) return null;
  const start = { provider: one.provider, model: one.model, from: today };
  const draft = one.price ? draftOfPrice(start, one.price) : emptyDraft(start);
  return (
    <Button
      aria-label={`Set a price of ${one.model}…`}
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={(event) => ask({ what: "set", draft, fixed: true }, event.currentTarget)}
    >
      Set…
    </Button>
  );
}
