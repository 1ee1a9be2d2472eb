"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RefObject } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";

type RemoveWebhookDialogProps = {
  webhook: { id: string; url: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks before an address is told nothing more. */
export function RemoveWebhookDialog({ webhook, ...dialog }: RemoveWebhookDialogProps) {
  const { webhooks } = useTRPC();
  const queryClient = useQueryClient();
  const removal = useMutation(
    webhooks.remove.mutationOptions({
      onSuccess: () => {
        dialog.onOpenChange(false);
        showToast({ kind: "success", text: "The webhook was removed." });
        return queryClient.invalidateQueries(webhooks.list.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      {...dialog}
      title="Remove This Webhook?"
      description={`${webhook.url} is told nothing more, and its delivery log is deleted. This cannot be undone.`}
      action="Remove Webhook"
      undone="Nothing was removed."
      error={removal.error}
      busy={removal.isPending}
      onConfirm={() => removal.mutate({ id: webhook.id })}
    />
  );
}
