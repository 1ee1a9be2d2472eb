"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { RefObject } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";

type RemoveDemoDialogProps = {
  projectCount: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks before the demo projects and their figures are deleted. */
export function RemoveDemoDialog({ projectCount, ...dialog }: RemoveDemoDialogProps) {
  const router = useRouter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const removal = useMutation(
    trpc.demo.remove.mutationOptions({
      onSuccess: () => {
        dialog.onOpenChange(false);
        queryClient.clear();
        router.push("/dashboard");
        router.refresh();
        showToast({ kind: "success", text: "The demo data was removed." });
      },
    }),
  );
  return (
    <ConfirmDialog
      {...dialog}
      title="Remove Demo Data?"
      description={`The ${projectCount} demo projects are deleted with all that is in them: runs, calls and limits, and calls that you sent to them. Your own projects stay. This cannot be undone.`}
      action="Remove Demo Data"
      undone="Nothing was removed."
      error={removal.error}
      busy={removal.isPending}
      onConfirm={() => removal.mutate()}
    >
      <p role="status" className="mt-3 text-[0.8125rem] text-ink-muted empty:mt-0">
        {removal.isPending ? "Removing. This can take a minute." : ""}
      </p>
    </ConfirmDialog>
  );
}
