"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { dayLabel } from "#server/time/label.ts";

/** Where calls would be listed and there are none: also since they are no longer kept one by one. */
export function NoCalls({ title }: { title: string }) {
  const { data } = useQuery(useTRPC().retention.get.queryOptions());
  if (!data?.entriesFrom) return <EmptyState title={title} />;
  return (
    <EmptyState title="No calls are listed here.">
      Calls before {dayLabel(data.entriesFrom, { year: true })} are no longer kept one by one. Their totals stay.
    </EmptyState>
  );
}
