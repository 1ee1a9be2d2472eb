"use client";

import { type ReactNode, type RefObject, useRef } from "react";
import { Button } from "./button.tsx";
import { AlertDialog } from "./dialog.tsx";
import { failureText } from "./failure-text.ts";
import { ProblemText } from "./problem-text.tsx";

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** What the button that does it says. */
  action: string;
  /** Before the reason why it was not done: `Nobody was removed.` */
  undone?: string;
  error?: unknown;
  /** What is said of the error instead. */
  problem?: string | undefined;
  busy?: boolean;
  onConfirm: () => void;
  /** What the button that leaves it says. */
  cancel?: string;
  returnFocusTo: RefObject<HTMLElement | null>;
  /** What has the focus first; Cancel, if left out. */
  initialFocus?: RefObject<HTMLElement | null>;
  children?: ReactNode;
};

/** Asks before something that cannot simply be taken back. Cancel has the focus first. Load it with `lazy`. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { onOpenChange, action, undone, error, busy, onConfirm, children } = props;
  const { problem = error ? `${undone} ${failureText(error)}` : undefined } = props;
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog
      open={props.open}
      onOpenChange={onOpenChange}
      title={props.title}
      description={props.description}
      returnFocusTo={props.returnFocusTo}
      initialFocus={props.initialFocus ?? cancel}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onConfirm();
        }}
      >
        {children}
        <div className="mt-3">
          <ProblemText>{problem}</ProblemText>
        </div>
        <div className="mt-5 flex justify-end gap-2">
          <Button ref={cancel} size="medium" onClick={() => onOpenChange(false)}>
            {props.cancel ?? "Cancel"}
          </Button>
          <Button type="submit" size="medium" variant="danger" busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </AlertDialog>
  );
}
