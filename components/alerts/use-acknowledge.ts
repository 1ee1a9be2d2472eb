"use client";

import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import { showToast } from "#components/ui/toast.tsx";
import type { Alert } from "#server/alerts/queries.ts";
import { counted } from "#server/money/format.ts";

type Verdict = NonNullable<Alert["verdict"]>;
type Change = { ids: string[]; acknowledged: boolean; verdict?: Verdict | undefined };
type Pages = InfiniteData<{ items: Alert[] }>;

/**
 * Marks alerts as seen at once, offers Undo, and tells the server; where that fails they are as they were, and it says so.
 */
export function useAcknowledge(): (ids: string[], acknowledged?: boolean, verdict?: Verdict) => void {
  const { alerts } = useTRPC();
  const queryClient = useQueryClient();
  const show = ({ ids, acknowledged, verdict }: Change) => {
    const changed = new Set(ids);
    const acknowledgedAt = acknowledged ? new Date().toISOString() : null;
    queryClient.setQueriesData<Pages>(alerts.list.pathFilter(), (shown) =>
      shown?.pages ? { ...shown, pages: shown.pages.map((page) => ({ ...page, items: page.items.map(mark) })) } : shown,
    );
    queryClient.setQueryData<number>(alerts.count.queryKey(), (count) =>
      count === undefined ? count : Math.max(0, count + (acknowledged ? -ids.length : ids.length)),
    );
    function mark(alert: Alert): Alert {
      if (!changed.has(alert.id)) return alert;
      return { ...alert, acknowledgedAt, acknowledgedBy: acknowledged ? "you" : null, verdict: verdict ?? null };
    }
  };
  // Callbacks given to `mutate` itself are called for the last of several changes only.
  const { mutate } = useMutation(
    alerts.acknowledge.mutationOptions({
      onError: (error, { ids, acknowledged = true }) => {
        show({ ids, acknowledged: !acknowledged });
        showToast({ kind: "error", text: `Nothing was changed. ${failureText(error)}` });
      },
      onSettled: () => queryClient.invalidateQueries(alerts.pathFilter()),
    }),
  );
  const change = (ids: string[], acknowledged = true, verdict?: Verdict) => {
    const what = counted(ids.length, "alert");
    show({ ids, acknowledged, verdict });
    mutate({ ids, acknowledged, verdict });
    showToast(
      acknowledged
        ? {
            kind: "success",
            text: `Acknowledged ${what}.`,
            action: { label: "Undo", onClick: () => change(ids, false) },
          }
        : { kind: "success", text: `${ids.length === 1 ? "The alert is" : `${what} are`} open again.` },
    );
  };
  return change;
}
