"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { counted, formatExact, formatTokens } from "#server/money/format.ts";
import type { unpricedPrices } from "#server/reports/price-list.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import { ModelCell } from "./model-cell.tsx";
import { usePriceActions } from "./price-actions.tsx";
import { emptyDraft } from "./price-draft.ts";
import { perMillion, sinceText, sourceText } from "./price-words.ts";
import { pricesUrl } from "./prices-url.ts";

type Unpriced = Awaited<ReturnType<typeof unpricedPrices>>[number];

/** Models with recorded calls that have no price, and what to do about each. Nothing where everything is priced. */
export function UnpricedPanel() {
  const { data } = useSuspenseQuery(useTRPC().prices.unpriced.queryOptions());
  const [{ q }] = useQueryStates(pricesUrl);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = data.filter(({ provider, providerLabel, model }) =>
    words.every((word) => `${provider} ${providerLabel} ${model}`.toLowerCase().includes(word)),
  );
  if (shown.length === 0) return null;
  const sum = (pick: (one: Unpriced) => number) => shown.reduce((total, one) => total + pick(one), 0);
  return (
    <Card aria-labelledby="unpriced" className="overflow-hidden">
      <CardHeader
        id="unpriced"
        title="Models Without a Price"
        scope={`${formatTokens(sum(({ tokens }) => tokens))} tokens of ${counted(
          sum(({ calls }) => calls),
          "recorded call",
        )} are in no total of dollars. Set a price, then reprice them.`}
      >
        <ExportButton table="unpriced-models" query={{ q }} />
      </CardHeader>
      <div className="pt-3">
        <DataTable
          label="Models Without a Price"
          columns={columns}
          rows={shown}
          rowKey={({ provider, model }) => `${provider} ${model}`}
          leadColumn="none"
        />
      </div>
    </Card>
  );
}

const columns: TableColumn<Unpriced>[] = [
  {
    id: "model",
    header: "Model",
    className: "@max-2xl:col-span-12!",
    cell: (one) => <ModelCell model={one.model} under={one.providerLabel || "No provider named"} />,
  },
  { id: "calls", header: "Calls", numeric: true, cell: ({ calls }) => formatExact(calls) },
  { id: "tokens", header: "Tokens", numeric: true, cell: ({ tokens }) => <Tokens count={tokens} /> },
  {
    id: "agents",
    header: "Agents",
    numeric: true,
    className: "@max-2xl:col-span-full",
    cell: ({ agents }) => formatExact(agents),
  },
  {
    id: "days",
    header: "Days",
    className: "@max-2xl:col-span-full",
    cell: ({ firstDay, lastDay }) => (
      <span className="whitespace-nowrap">{shortRangeLabel({ first: firstDay, last: lastDay })}</span>
    ),
  },
  {
    id: "price",
    header: "Price Then",
    className: "@max-2xl:col-span-full",
    cell: ({ price, laterPrice }) =>
      price ? (
        <PriceText price={price} />
      ) : (
        <span className="flex flex-col items-start gap-1 @max-2xl:items-end">
          <Badge tone="warning">None</Badge>
          {laterPrice && (
            <span className="text-ink-muted text-xs">
              <PriceText price={laterPrice} /> {laterText(laterPrice)}
            </span>
          )}
        </span>
      ),
  },
  {
    id: "do",
    header: "Actions",
    screenOnly: true,
    numeric: true,
    className: "@max-2xl:col-span-full @max-2xl:before:content-none!",
    cell: (one) => <Act one={one} />,
  },
];

function PriceText({ price }: { price: NonNullable<Unpriced["price"]> }) {
  return (
    <span title={sourceText(price.source)}>
      {perMillion(price.input)} in, {perMillion(price.output)} out
    </span>
  );
}

/** A price that these calls do not have, as it began after them. */
function laterText({ effectiveFrom }: NonNullable<Unpriced["laterPrice"]>): string {
  const since = sinceText(effectiveFrom);
  return since ? `only since ${since}` : "only since then";
}

function Act({ one }: { one: Unpriced }) {
  const { canManage, ask, prepare } = usePriceActions();
  if (!canManage) return null;
  const { provider, model, firstDay } = one;
  return (
    <span className="flex flex-wrap justify-end gap-2 @max-2xl:justify-start">
      {one.price && (
        <Button
          variant="primary"
          aria-label={`Reprice calls of ${model}…`}
          onClick={(event) =>
            ask(
              { what: "reprice", reach: { provider, model, from: `${firstDay}T00:00:00.000Z`, to: null } },
              event.currentTarget,
            )
          }
        >
          Reprice…
        </Button>
      )}
      <Button
        aria-label={`Set a price of ${model}…`}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={(event) =>
          ask({ what: "set", draft: emptyDraft({ provider, model, from: firstDay }), fixed: true }, event.currentTarget)
        }
      >
        Set a Price…
      </Button>
    </span>
  );
}
