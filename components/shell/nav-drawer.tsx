"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type RefObject, useRef } from "react";
import { openPalette, type PaletteView } from "#components/palette/palette-store.ts";
import { type Navigation, SidebarContent } from "./sidebar.tsx";

type NavDrawerProps = Navigation & {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** The sidebar, sliding in over the page. */
export function NavDrawer({ open, onOpenChange, returnFocusTo, ...navigation }: NavDrawerProps) {
  // Two dialogs would quarrel over the focus: the palette opens once the drawer is closed.
  const next = useRef<PaletteView>(undefined);
  const openNext = (isOpen: boolean) => {
    if (isOpen || !next.current) return;
    openPalette(next.current);
    next.current = undefined;
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange} onOpenChangeComplete={openNext}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Dialog.Popup
          finalFocus={returnFocusTo}
          className="fixed inset-y-0 left-0 z-50 w-68 max-w-[85vw] border-line border-r bg-canvas shadow-raised outline-none transition-transform duration-200 ease-out data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          <Dialog.Title className="sr-only">Navigation</Dialog.Title>
          <Dialog.Close
            aria-label="Close Navigation"
            className="absolute top-3.5 right-3 flex size-9 touch:size-11 items-center justify-center rounded-md text-ink-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden="true" className="size-4.5" />
          </Dialog.Close>
          <SidebarContent
            {...navigation}
            onNavigate={() => onOpenChange(false)}
            onFindProject={(view) => {
              next.current = view;
              onOpenChange(false);
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
