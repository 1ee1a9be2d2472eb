"use client";

import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { MoreButton } from "#components/ui/more-button.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { WebhookDelivery } from "#server/alerts/webhook-deliveries.ts";
import { eventNames } from "./event-names.ts";

/** While a delivery is under way it is looked at again this often, in milliseconds. */
const pollMs = 2_000;

/** What was sent to an address, newest first: how it went, how often it was tried, and what the other side said. */
export function DeliveryLog({ webhookId }: { webhookId: string }) {
  const { webhooks } = useTRPC();
  const queryClient = useQueryClient();
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = useSuspenseInfiniteQuery({
    ...webhooks.deliveries.infiniteQueryOptions(
      { id: webhookId },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status, willRetry }) => status === "pending" || willRetry))
        ? pollMs
        : false,
  });
  const again = useMutation(
    webhooks.redeliver.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(webhooks.deliveries.pathFilter());
        showToast({ kind: "success", text: "It is sent once more." });
      },
      onError: (error) => showToast({ kind: "error", text: `It was not sent again. ${failureText(error)}` }),
    }),
  );
  const deliveries = data.pages.flatMap(({ items }) => items);
  if (deliveries.length === 0) {
    return <EmptyState title="Nothing was sent yet.">Send a test event to see whether the address answers.</EmptyState>;
  }
  const columns: TableColumn<WebhookDelivery>[] = [
    {
      id: "event",
      header: "Event",
      cell: ({ eventType }) => (
        <span title={eventType ?? undefined}>
          {eventType === "Test" ? "Test event" : (eventNames[eventType as keyof typeof eventNames] ?? eventType ?? "–")}
        </span>
      ),
    },
    { id: "status", header: "Status", cell: (one) => <DeliveryStatus delivery={one} /> },
    { id: "attempts", header: "Attempts", numeric: true, cell: ({ attempts }) => attempts },
    {
      id: "answer",
      header: "Answer",
      className: "@2xl:max-w-72",
      cell: (one) => (
        <span className="line-clamp-2 wrap-anywhere" title={one.error ?? one.responseBody ?? undefined}>
          {answerText(one)}
        </span>
      ),
    },
    {
      id: "time",
      header: "Sent",
      numeric: true,
      cell: ({ createdAt }) => <Timestamp iso={createdAt} text={momentText(createdAt)} />,
    },
    {
      id: "again",
      header: "Send Again",
      screenOnly: true,
      numeric: true,
      cell: ({ id, eventType }) => (
        <Button
          busy={again.isPending && again.variables.id === id}
          aria-label={`Redeliver ${eventType ?? "event"}`}
          onClick={() => again.mutate({ id })}
        >
          Redeliver
        </Button>
      ),
    },
  ];
  return (
    <>
      <p className="px-4 pb-2 text-right sm:px-5 print:hidden">
        <ExportButton table="webhook-deliveries" query={{ id: webhookId }} />
      </p>
      <DataTable label="Deliveries" columns={columns} rows={deliveries} rowKey={({ id }) => id} leadColumn="status" />
      <MoreButton
        name="Deliveries"
        shown={hasNextPage}
        busy={isFetchingNextPage}
        failed={isFetchNextPageError}
        onMore={() => void fetchNextPage()}
      />
    </>
  );
}

function DeliveryStatus({ delivery: { status, willRetry } }: { delivery: WebhookDelivery }) {
  if (status === "delivered") return <Badge tone="good">Delivered</Badge>;
  if (willRetry) return <Badge tone="warning">Trying again</Badge>;
  return status === "failed" ? <Badge tone="bad">Failed</Badge> : <Badge>On its way</Badge>;
}

/** What the other side said, or why it could not be asked. */
function answerText({ responseStatus, responseBody, error }: WebhookDelivery): string {
  if (responseStatus === null) return error ?? "–";
  return responseBody ? `${responseStatus}: ${responseBody}` : `${responseStatus}`;
}
