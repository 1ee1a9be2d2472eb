"use client";

import { useIsFetching, useQuery, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { clockText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";

/** Fetches the figures again and says of which minute they are. */
export function RefreshButton({ projectId, month }: { projectId: string; month: string | undefined }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const hydrated = useHydrated();
  const fetching = useIsFetching(trpc.aiCost.pathFilter()) > 0 && hydrated;
  const { dataUpdatedAt } = useQuery({
    ...trpc.aiCost.getMonthlySummary.queryOptions({ projectId, month }),
    enabled: false,
  });
  return (
    <Button
      variant="ghost"
      onClick={() => queryClient.invalidateQueries(trpc.aiCost.pathFilter())}
      className="tabular-nums"
    >
      <RefreshCw aria-hidden="true" className={`size-3.5 ${fetching ? "animate-spin" : ""}`} />
      {hydrated && dataUpdatedAt > 0 ? (
        <>
          <span className="sr-only">Refresh. </span>Updated {clockText(dataUpdatedAt)}
        </>
      ) : (
        "Refresh"
      )}
    </Button>
  );
}
