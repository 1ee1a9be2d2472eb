"use client";

import { type RefObject, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { AlertDialog } from "#components/ui/dialog.tsx";

type LeaveDialogProps = { onStay: () => void; onLeave: () => void; returnFocusTo: RefObject<HTMLElement | null> };

/** Asks whether input that is not saved may be lost. */
export function LeaveDialog({ onStay, onLeave, returnFocusTo }: LeaveDialogProps) {
  const stay = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onStay()}
      title="Leave Without Saving?"
      description="The limits you entered are not saved. If you leave, they stay as they were before."
      returnFocusTo={returnFocusTo}
      initialFocus={stay}
    >
      <div className="mt-5 flex justify-end gap-2">
        <Button ref={stay} size="medium" onClick={onStay}>
          Keep Editing
        </Button>
        <Button size="medium" variant="danger" onClick={onLeave}>
          Leave
        </Button>
      </div>
    </AlertDialog>
  );
}
