"use client";

import type { RefObject } from "react";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";

type LeaveDialogProps = { onStay: () => void; onLeave: () => void; returnFocusTo: RefObject<HTMLElement | null> };

/** Asks whether input that is not saved may be lost. */
export function LeaveDialog({ onStay, onLeave, returnFocusTo }: LeaveDialogProps) {
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onStay()}
      title="Leave Without Saving?"
      description="The limits you entered are not saved. If you leave, they stay as they were before."
      action="Leave"
      cancel="Keep Editing"
      onConfirm={onLeave}
      returnFocusTo={returnFocusTo}
    />
  );
}
