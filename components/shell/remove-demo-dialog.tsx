"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type RefObject, useRef } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { AlertDialog } from "#components/ui/dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { showToast } from "#components/ui/toast.tsx";

type RemoveDemoDialogProps = {
  projectCount: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks before the demo projects and their figures are deleted. Cancel has the focus first. */
export function RemoveDemoDialog({ projectCount, open, onOpenChange, returnFocusTo }: RemoveDemoDialogProps) {
  const router = useRouter();
  const cancel = useRef<HTMLButtonElement>(null);
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const removal = useMutation(
    trpc.demo.remove.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        queryClient.clear();
        router.push("/dashboard");
        router.refresh();
        showToast({ kind: "success", text: "The demo data was removed." });
      },
    }),
  );
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Remove Demo Data?"
      description={`The ${projectCount} demo projects are deleted with all that is in them: runs, calls and limits, and calls that you sent to them. Your own projects stay. This cannot be undone.`}
      returnFocusTo={returnFocusTo}
      initialFocus={cancel}
    >
      <div className="mt-3">
        <ProblemText>{removal.error ? `Nothing was removed. ${failureText(removal.error)}` : undefined}</ProblemText>
      </div>
      <p role="status" className="mt-3 text-[0.8125rem] text-ink-muted empty:mt-0">
        {removal.isPending ? "Removing. This can take a minute." : ""}
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button ref={cancel} size="medium" onClick={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button size="medium" variant="danger" busy={removal.isPending} onClick={() => removal.mutate()}>
          Remove Demo Data
        </Button>
      </div>
    </AlertDialog>
  );
}
