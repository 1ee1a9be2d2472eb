"use client";

import type { LucideIcon } from "lucide-react";
import { type ReactNode, type RefObject, Suspense, useRef, useState } from "react";
import { Button } from "./button.tsx";

/** What every dialog that a button opens is given. */
export type OpenedDialog = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

type DialogButtonProps = {
  icon: LucideIcon;
  variant?: "primary" | "secondary";
  /** Fetches the dialog’s code: when the button is pointed at or focused. */
  load: () => Promise<unknown>;
  dialog: (opened: OpenedDialog) => ReactNode;
  children: ReactNode;
};

/** A page’s main button, or one beside it, and the dialog that it opens, which is mounted from then on. */
export function DialogButton({ icon: Icon, variant = "primary", load, dialog, children }: DialogButtonProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        ref={trigger}
        variant={variant}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => {
          setOpened(true);
          setOpen(true);
        }}
      >
        <Icon aria-hidden="true" className="size-3.5" />
        {children}
      </Button>
      {opened && <Suspense>{dialog({ open, onOpenChange: setOpen, returnFocusTo: trigger })}</Suspense>}
    </>
  );
}
