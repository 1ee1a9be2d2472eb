"use client";

import { useQueryStates } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { parseDollars } from "#server/money/amount.ts";
import { counted, dollarColumn, formatDelta, formatExact, formatShare, formatTokens } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import type { modelComparison } from "#server/reports/model-comparison.ts";
import { rangeLabel } from "#server/time/label.ts";
import { ModelCell } from "./model-cell.tsx";
import { perMillion } from "./price-words.ts";
import { pricesUrl, wordsOf } from "./prices-url.ts";

type Comparison = Awaited<ReturnType<typeof modelComparison>>;
type Compared = Comparison["models"][number];

/** What the last 30 days would have cost, had every call gone to one model. */
export function ComparisonPanel() {
  const [{ q, sort }, setUrl] = useQueryStates(pricesUrl);
  const { prices } = useTRPC();
  const { data, freshness } = useKeptQuery(wordsOf(q), (words) => prices.comparison.queryOptions({ q: words }));
  if (data.actual.calls === 0) {
    return (
      <EmptyState title="No calls in the last 30 days.">Once there are, they are priced here on each model.</EmptyState>
    );
  }
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3 sm:px-5">
        <Introduction {...data} />
        <ExportButton table="model-comparison" query={{ q }} />
      </div>
      <Refreshing name="Comparison" {...freshness}>
        {data.models.length > 0 ? (
          <DataTable
            label="Your 30 Days on Each Model"
            columns={columnsOf(data)}
            rows={data.models}
            rowKey={({ price }) => price.id}
            sort={sort ?? undefined}
            defaultSort="cost"
            onSortChange={(next) => setUrl({ sort: next })}
          />
        ) : (
          <EmptyState
            title={`No model with a price matches “${q.trim()}”.`}
            action={<Button onClick={() => setUrl({ q: null })}>Show the Usual Models</Button>}
          />
        )}
      </Refreshing>
    </>
  );
}

function Introduction({ range, actual }: Comparison) {
  const cost = spendText(BigInt(actual.costNanos), actual.unpricedCalls);
  const cached = formatShare(BigInt(actual.cachedInputTokens), BigInt(actual.inputTokens));
  return (
    <div className="min-w-0 max-w-4xl flex-1 basis-72 text-[0.8125rem]">
      <p className="text-pretty">
        {rangeLabel(range)}: {counted(actual.calls, "call")},{" "}
        <span title={formatExact(actual.inputTokens)}>{formatTokens(actual.inputTokens)}</span> input tokens ({cached}{" "}
        read from cache) and <span title={formatExact(actual.outputTokens)}>{formatTokens(actual.outputTokens)}</span>{" "}
        output tokens. They cost {cost}.
      </p>
      <p className="mt-1 text-ink-muted text-pretty">
        The same tokens at each model’s base prices of today. Take it as a measure, not a quote: every maker’s tokenizer
        counts the same text differently, another model writes more or less, its cache may be hit more or less often,
        and prices for long contexts are left out.
      </p>
    </div>
  );
}

function columnsOf({ models, actual }: Comparison): TableColumn<Compared>[] {
  const spent = BigInt(actual.costNanos);
  const amounts = models.flatMap(({ costNanos, withoutCacheNanos }) => [costNanos, withoutCacheNanos]);
  const money = dollarColumn(amounts.flatMap((nanos) => (nanos === null ? [] : [BigInt(nanos)])));
  const price = (id: "input" | "output", header: string): TableColumn<Compared> => ({
    id,
    header,
    numeric: true,
    sortValue: (one) => (one.price[id] === null ? null : parseDollars(one.price[id])),
    cell: (one) => perMillion(one.price[id]),
  });
  const cost = (id: string, header: string, of: "costNanos" | "withoutCacheNanos"): TableColumn<Compared> => ({
    id,
    header,
    numeric: true,
    sortValue: (one) => (one[of] === null ? null : BigInt(one[of])),
    cell: (one) => (one[of] === null ? "–" : money(BigInt(one[of]))),
  });
  const withCache = cost("cost", "Would Cost", "costNanos");
  return [
    {
      id: "model",
      header: "Model",
      sortValue: (one) => one.price.model,
      cell: (one) => (
        <ModelCell model={one.price.model} under={one.providerLabel}>
          <span className="flex flex-wrap items-center gap-x-2 font-medium">
            <span className="wrap-anywhere">{one.price.model}</span>
            {one.usedCalls > 0 && <Badge>In use</Badge>}
          </span>
        </ModelCell>
      ),
    },
    price("input", "Input"),
    price("output", "Output"),
    {
      ...withCache,
      cell: (one) => (
        <span className="flex flex-col items-end">
          <span className="font-medium">{one.costNanos === null ? "–" : money(BigInt(one.costNanos))}</span>
          {one.costNanos !== null && actual.unpricedCalls === 0 && spent > 0n && (
            <span className="text-ink-muted text-xs">{formatDelta(BigInt(one.costNanos), spent).text}</span>
          )}
        </span>
      ),
    },
    cost("uncached", "Without Caching", "withoutCacheNanos"),
  ];
}
