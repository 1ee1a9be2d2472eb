"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { WebhookEndpoint } from "#server/alerts/webhook-endpoints.ts";
import { eventNames } from "./event-names.ts";

const loadLog = () => import("./delivery-log.tsx");
const loadEdit = () => import("./edit-webhook-dialog.tsx");
const loadRemove = () => import("./remove-webhook-dialog.tsx");
const EditWebhookDialog = lazy(async () => ({ default: (await loadEdit()).EditWebhookDialog }));
const DeliveryLog = lazy(async () => ({ default: (await loadLog()).DeliveryLog }));
const RemoveWebhookDialog = lazy(async () => ({ default: (await loadRemove()).RemoveWebhookDialog }));

/** One address: what it is told, in which form, and its deliveries when they are opened. */
export function WebhookCard({ webhook }: { webhook: WebhookEndpoint }) {
  const { webhooks } = useTRPC();
  const queryClient = useQueryClient();
  const edit = useRef<HTMLButtonElement>(null);
  const remove = useRef<HTMLButtonElement>(null);
  const [logOpen, setLogOpen] = useState(false);
  const [dialog, setDialog] = useState<"edit" | "remove">();
  const [opened, setOpened] = useState<ReadonlySet<"edit" | "remove">>(new Set());
  const show = (which: "edit" | "remove") => {
    setOpened(new Set([...opened, which]));
    setDialog(which);
  };
  const turn = useMutation(
    webhooks.update.mutationOptions({
      onSuccess: async ({ enabled }) => {
        await queryClient.invalidateQueries(webhooks.list.pathFilter());
        showToast({
          kind: "success",
          text: enabled ? "The webhook is on." : "The webhook is off: it is told nothing.",
        });
      },
      onError: (error) => showToast({ kind: "error", text: `Nothing was changed. ${failureText(error)}` }),
    }),
  );
  const test = useMutation(
    webhooks.test.mutationOptions({
      onSuccess: () => {
        setLogOpen(true);
        void queryClient.invalidateQueries(webhooks.deliveries.pathFilter());
        showToast({ kind: "success", text: "A test event is on its way. See the deliveries." });
      },
      onError: (error) => showToast({ kind: "error", text: `No test event was sent. ${failureText(error)}` }),
    }),
  );
  const told = webhook.events.map((event) => eventNames[event as keyof typeof eventNames] ?? event);
  return (
    <li>
      <Card aria-label={webhook.url} className="overflow-hidden">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-4 sm:px-5">
          <div className="min-w-0 flex-1 basis-72">
            <h2 className="font-medium font-mono text-[0.8125rem] wrap-anywhere">{webhook.url}</h2>
            <p className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-[0.8125rem] text-ink-muted">
              <Badge>{webhook.format === "slack" ? "Slack" : "Standard Webhooks"}</Badge>
              {!webhook.enabled && <Badge tone="warning">Off</Badge>}
              <span className="min-w-0 text-pretty">{told.length === 0 ? "Every event" : told.join(" · ")}</span>
            </p>
          </div>
          <span className="flex flex-wrap gap-2 print:hidden">
            <Button busy={test.isPending} onClick={() => test.mutate({ id: webhook.id })}>
              Send Test Event
            </Button>
            <Button
              busy={turn.isPending}
              onClick={() => turn.mutate({ id: webhook.id, input: { enabled: !webhook.enabled } })}
            >
              {webhook.enabled ? "Turn Off" : "Turn On"}
            </Button>
            <Button ref={edit} onPointerEnter={loadEdit} onFocus={loadEdit} onClick={() => show("edit")}>
              Edit…
            </Button>
            <Button ref={remove} onPointerEnter={loadRemove} onFocus={loadRemove} onClick={() => show("remove")}>
              Remove…
            </Button>
          </span>
        </div>
        <div className="border-line border-t px-4 py-1.5 text-[0.8125rem] text-ink-muted sm:px-5">
          <DisclosureButton open={logOpen} onToggle={() => setLogOpen(!logOpen)}>
            Deliveries
          </DisclosureButton>
        </div>
        {logOpen && (
          <PanelBoundary name="Deliveries" skeleton={<TableSkeleton rows={3} />}>
            <DeliveryLog webhookId={webhook.id} />
          </PanelBoundary>
        )}
        <Suspense>
          {opened.has("edit") && (
            <EditWebhookDialog
              webhook={webhook}
              open={dialog === "edit"}
              onOpenChange={(open) => setDialog(open ? "edit" : undefined)}
              returnFocusTo={edit}
            />
          )}
          {opened.has("remove") && (
            <RemoveWebhookDialog
              webhook={webhook}
              open={dialog === "remove"}
              onOpenChange={(open) => setDialog(open ? "remove" : undefined)}
              returnFocusTo={remove}
            />
          )}
        </Suspense>
      </Card>
    </li>
  );
}
