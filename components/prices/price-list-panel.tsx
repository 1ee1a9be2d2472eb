"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { counted } from "#server/money/format.ts";
import { PriceTable } from "./price-table.tsx";
import { pricesUrl, type Show, wordsOf } from "./prices-url.ts";

const shows: { value: Show; label: string }[] = [
  { value: "used", label: "Models You Use" },
  { value: "own", label: "Your Own Prices" },
  { value: "all", label: "All Models" },
];

const scopes: Record<Show, string> = {
  used: "of the last 30 days, as your calls name them",
  own: "with a price of your own",
  all: "in the public list, or with a price of your own",
};

/** Today’s prices of the models that are asked for, 50 at a time. */
export function PriceListPanel({ today }: { today: string }) {
  const [{ q, show }, setUrl] = useQueryStates(pricesUrl);
  // What was found before stays, dimmed, while what is asked for now is looked up.
  const words = wordsOf(q);
  const shown = useDeferredValue(show);
  const found = useDeferredValue(words);
  const list = useSuspenseInfiniteQuery(
    useTRPC().prices.list.infiniteQueryOptions(
      { show: shown, q: found },
      { getNextPageParam: ({ nextCursor }) => nextCursor },
    ),
  );
  const models = list.data.pages.flatMap(({ items }) => items);
  const total = list.data.pages[0]?.total ?? 0;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3 sm:px-5">
        <p className="text-[0.8125rem] text-ink-muted" role="status">
          {counted(total, "model")} {scopes[shown]}. Prices as of today.
        </p>
        <span className="flex flex-wrap items-center gap-2 print:hidden">
          <NativeSelect
            label="Show"
            value={show}
            options={shows}
            onValueChange={(value) => setUrl({ show: value as Show })}
          />
          <ExportButton table="prices" query={{ q: words, show }} />
        </span>
      </div>
      <Refreshing
        name="Prices"
        busy={shown !== show || found !== words}
        error={list.isFetchNextPageError ? null : list.error}
        retry={() => void list.refetch()}
      >
        {models.length > 0 ? (
          <PriceTable models={models} withUse={shown === "used"} today={today} />
        ) : (
          <Empty show={shown} searched={found} onAll={() => setUrl({ show: "all" })} />
        )}
        <MoreButton
          name="Models"
          shown={list.hasNextPage}
          busy={list.isFetchingNextPage}
          failed={list.isFetchNextPageError}
          onMore={() => void list.fetchNextPage()}
        />
      </Refreshing>
    </>
  );
}

type EmptyProps = { show: Show; searched: string | undefined; onAll: () => void };

function Empty({ show, searched, onAll }: EmptyProps) {
  const all =
    show === "all" ? undefined : <Button onClick={onAll}>{searched ? "Search All Models" : "Show All Models"}</Button>;
  if (searched) {
    return (
      <EmptyState
        title={`No model ${show === "all" ? "" : `${scopes[show].split(",")[0]} `}matches “${searched}”.`}
        action={all}
      >
        {show === "all" && "The public list does not have it. A price of your own can be set for any name."}
      </EmptyState>
    );
  }
  return show === "own" ? (
    <EmptyState title="No prices of your own yet." action={all}>
      Set one where your provider gives you another price, or for a model that you run yourself.
    </EmptyState>
  ) : (
    <EmptyState title="No calls in the last 30 days." action={all} />
  );
}
