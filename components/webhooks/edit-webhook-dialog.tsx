"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RefObject } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { WebhookEndpoint } from "#server/alerts/webhook-endpoints.ts";
import { WebhookForm } from "./webhook-form.tsx";

type EditWebhookDialogProps = {
  webhook: WebhookEndpoint;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Changes where an address is, what it is told and how. */
export function EditWebhookDialog({ webhook, open, onOpenChange, returnFocusTo }: EditWebhookDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Edit Webhook"
      description="Its secret stays. What still waits to be sent goes to the new address."
      returnFocusTo={returnFocusTo}
    >
      <EditForm webhook={webhook} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function EditForm({ webhook, onDone }: { webhook: WebhookEndpoint; onDone: () => void }) {
  const { webhooks } = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(
    webhooks.update.mutationOptions({
      onSuccess: () => {
        onDone();
        showToast({ kind: "success", text: "The webhook was changed." });
        return queryClient.invalidateQueries(webhooks.list.pathFilter());
      },
    }),
  );
  return (
    <WebhookForm
      webhook={webhook}
      verb="Save Webhook"
      failed="Nothing was changed."
      onSave={(input) => mutate({ id: webhook.id, input })}
      busy={isPending}
      error={error}
      onCancel={onDone}
    />
  );
}
