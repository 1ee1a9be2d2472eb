"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ApiKeyRow } from "./key-words.ts";

type RevokeKeyDialogProps = {
  of: ApiKeyRow;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRevoked: () => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks for the name of a key before it is refused for good. */
export function RevokeKeyDialog({ of: { id, name, lastUsedAt }, onRevoked, ...dialog }: RevokeKeyDialogProps) {
  const { keys } = useTRPC();
  const queryClient = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string>();
  const { mutate, isPending, error } = useMutation(
    keys.revoke.mutationOptions({
      onSuccess: () => {
        onRevoked();
        dialog.onOpenChange(false);
        showToast({
          kind: "success",
          text: `The key “${name}” was revoked. Requests with it are refused from now on.`,
        });
        return queryClient.invalidateQueries(keys.list.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      {...dialog}
      title={`Revoke “${name}”?`}
      description={`Whatever uses this key is refused at once, everywhere, for good. ${
        lastUsedAt ? `It was last used ${momentText(lastUsedAt)} UTC.` : "It was never used."
      }`}
      action="Revoke Key"
      undone="The key was not revoked."
      error={error}
      busy={isPending}
      initialFocus={field}
      onConfirm={() => {
        if (typed.trim() === name) return mutate({ id });
        setWrong(`Type the name as it is written: ${name}`);
        field.current?.focus();
      }}
    >
      <div className="mt-4">
        <TextField
          ref={field}
          label="Type the Name of the Key"
          hint={name}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          {...(wrong && { problem: wrong })}
        />
      </div>
    </ConfirmDialog>
  );
}
