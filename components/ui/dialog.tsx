"use client";

import { AlertDialog as BaseAlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** Where the focus goes when it closes; left out, to where it was. */
  returnFocusTo?: RefObject<HTMLElement | null>;
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

const backdropClass =
  "fixed inset-0 z-40 bg-black/35 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60";
const popupClass =
  "popup-motion fixed inset-x-4 top-[max(1rem,12dvh)] z-50 mx-auto max-h-[calc(100dvh-max(1rem,12dvh)-1rem)] max-w-md overflow-y-auto rounded-xl border border-line-strong bg-surface p-5 shadow-raised outline-none";
const titleClass = "font-semibold text-base tracking-[-0.01em]";
const descriptionClass = "mt-1 text-ink-muted text-pretty";

/** A question with a form. Load it with `lazy`, mount it when it is first opened. */
export function Dialog({ open, onOpenChange, title, description, returnFocusTo, initialFocus, children }: DialogProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={backdropClass} />
        <BaseDialog.Popup className={popupClass} finalFocus={returnFocusTo} initialFocus={initialFocus}>
          <BaseDialog.Title className={titleClass}>{title}</BaseDialog.Title>
          <BaseDialog.Description className={descriptionClass} render={<div />}>
            {description}
          </BaseDialog.Description>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** A question before something that cannot be undone: only its own buttons close it. */
export function AlertDialog({
  open,
  onOpenChange,
  title,
  description,
  returnFocusTo,
  initialFocus,
  children,
}: DialogProps) {
  return (
    <BaseAlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <BaseAlertDialog.Portal>
        <BaseAlertDialog.Backdrop className={backdropClass} />
        <BaseAlertDialog.Popup className={popupClass} finalFocus={returnFocusTo} initialFocus={initialFocus}>
          <BaseAlertDialog.Title className={titleClass}>{title}</BaseAlertDialog.Title>
          <BaseAlertDialog.Description className={descriptionClass} render={<div />}>
            {description}
          </BaseAlertDialog.Description>
          {children}
        </BaseAlertDialog.Popup>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  );
}
