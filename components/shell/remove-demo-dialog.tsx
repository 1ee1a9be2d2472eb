"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { AlertDialog } from "#components/ui/dialog.tsx";

type RemoveDemoDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Asks before the demo projects and their figures are deleted. Cancel has the focus first. */
export function RemoveDemoDialog({ open, onOpenChange, returnFocusTo }: RemoveDemoDialogProps) {
  const router = useRouter();
  const cancel = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const remove = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await Promise.resolve();
      onOpenChange(false);
      router.push("/dashboard");
      router.refresh();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The server did not answer.");
    } finally {
      setBusy(false);
    }
  };
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Remove Demo Data?"
      description="All projects, runs, calls and limits that the demo made are deleted. What you recorded yourself stays. This cannot be undone."
      returnFocusTo={returnFocusTo}
      initialFocus={cancel}
    >
      {problem && (
        <p
          role="alert"
          className="mt-3 rounded-md border border-danger/40 bg-danger-soft px-3 py-2 text-[0.8125rem] text-danger-ink"
        >
          Nothing was removed. {problem}
        </p>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button ref={cancel} size="medium" onClick={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button size="medium" variant="danger" busy={busy} onClick={remove}>
          Remove Demo Data
        </Button>
      </div>
    </AlertDialog>
  );
}
