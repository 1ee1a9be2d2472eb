"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { AlertDialog } from "#components/ui/dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { showToast } from "#components/ui/toast.tsx";

type RemoveWebhookDialogProps = {
  webhook: { id: string; url: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks before an address is told nothing more. Cancel has the focus first. */
export function RemoveWebhookDialog({ webhook, open, onOpenChange, returnFocusTo }: RemoveWebhookDialogProps) {
  const { webhooks } = useTRPC();
  const queryClient = useQueryClient();
  const cancel = useRef<HTMLButtonElement>(null);
  const removal = useMutation(
    webhooks.remove.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        showToast({ kind: "success", text: "The webhook was removed." });
        return queryClient.invalidateQueries(webhooks.list.pathFilter());
      },
    }),
  );
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Remove This Webhook?"
      description={`${webhook.url} is told nothing more, and its delivery log is deleted. This cannot be undone.`}
      returnFocusTo={returnFocusTo}
      initialFocus={cancel}
    >
      <div className="mt-3">
        <ProblemText>{removal.error ? `Nothing was removed. ${failureText(removal.error)}` : undefined}</ProblemText>
      </div>
      <div className="mt-5 flex justify-end gap-2">
        <Button ref={cancel} size="medium" onClick={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button
          size="medium"
          variant="danger"
          busy={removal.isPending}
          onClick={() => removal.mutate({ id: webhook.id })}
        >
          Remove Webhook
        </Button>
      </div>
    </AlertDialog>
  );
}
