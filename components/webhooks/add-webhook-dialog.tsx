"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { OpenedDialog } from "#components/ui/dialog-button.tsx";
import { WebhookForm } from "./webhook-form.tsx";

/** Asks for an address, what it is told and how; then shows the secret, this once. */
export function AddWebhookDialog({ open, onOpenChange, returnFocusTo }: OpenedDialog) {
  const [secret, setSecret] = useState<string>();
  const close = () => {
    onOpenChange(false);
    setSecret(undefined);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => (isOpen ? onOpenChange(true) : close())}
      title={secret ? "Copy the Secret" : "Add Webhook"}
      description={
        secret
          ? "Every message is signed with it, so that the receiver knows it is from Purser. It is not shown again."
          : "Purser sends a message to this address when something happens, and tries again for two hours if it must."
      }
      returnFocusTo={returnFocusTo}
    >
      {secret ? <Secret secret={secret} onDone={close} /> : <AddForm onAdded={setSecret} onCancel={close} />}
    </Dialog>
  );
}

function Secret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <>
      <p className="mt-4 flex items-center gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 font-mono text-[0.8125rem] wrap-anywhere">{secret}</code>
        <CopyButton label="Copy Secret" text={secret} />
      </p>
      <div className="mt-5 flex justify-end">
        <Button size="medium" variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </>
  );
}

function AddForm({ onAdded, onCancel }: { onAdded: (secret: string) => void; onCancel: () => void }) {
  const { webhooks } = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(
    webhooks.create.mutationOptions({
      onSuccess: ({ secret }) => {
        void queryClient.invalidateQueries(webhooks.list.pathFilter());
        onAdded(secret);
      },
    }),
  );
  return (
    <WebhookForm
      webhook={{ url: "", events: [], format: "standard" }}
      verb="Add Webhook"
      failed="Nothing was added."
      onSave={mutate}
      busy={isPending}
      error={error}
      onCancel={onCancel}
    />
  );
}
