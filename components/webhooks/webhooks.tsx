"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card } from "#components/ui/card.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { WebhookCard } from "./webhook-card.tsx";

const loadDialog = () => import("./add-webhook-dialog.tsx");
const AddWebhookDialog = lazy(async () => ({ default: (await loadDialog()).AddWebhookDialog }));

/** The addresses that are told what happens, and what became of each message. */
export function Webhooks({ organisation }: { organisation: string }) {
  return (
    <>
      <PageHeader title="Webhooks" subtitle={`Where Purser tells what happens in ${organisation}`} live={false}>
        <DialogButton icon={Plus} load={loadDialog} dialog={(opened) => <AddWebhookDialog {...opened} />}>
          Add Webhook…
        </DialogButton>
      </PageHeader>
      <PanelBoundary name="Webhooks" skeleton={<TableSkeleton rows={4} />} framed>
        <WebhookList />
      </PanelBoundary>
    </>
  );
}

function WebhookList() {
  const { webhooks } = useTRPC();
  const { data } = useSuspenseQuery(webhooks.list.queryOptions());
  if (data.length === 0) {
    return (
      <Card aria-label="Webhooks">
        <EmptyState title="No webhooks yet.">
          Add an address to be told at once when a budget reaches a threshold, an agent is paused or an approval is
          asked for. Messages are signed as Standard Webhooks, or written for Slack.
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul aria-label="Webhooks" className="flex flex-col gap-4">
      {data.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} />
      ))}
    </ul>
  );
}
