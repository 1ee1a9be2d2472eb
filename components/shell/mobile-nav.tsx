"use client";

import { Menu } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Navigation } from "./sidebar.tsx";

const loadDrawer = () => import("./nav-drawer.tsx");
const NavDrawer = lazy(async () => ({ default: (await loadDrawer()).NavDrawer }));

/** The button that opens the navigation where the sidebar has no room. */
export function MobileNav(props: Navigation) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <div className="lg:hidden">
      <button
        ref={button}
        type="button"
        aria-label="Open Navigation"
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={loadDrawer}
        onFocus={loadDrawer}
        onClick={() => {
          setOpened(true);
          setOpen(true);
        }}
        className="-ml-1.5 flex size-9 touch:size-11 items-center justify-center rounded-md text-ink-muted hover:bg-sunken hover:text-ink"
      >
        <Menu aria-hidden="true" className="size-5" strokeWidth={1.75} />
      </button>
      {opened && (
        <Suspense>
          <NavDrawer {...props} open={open} onOpenChange={setOpen} returnFocusTo={button} />
        </Suspense>
      )}
    </div>
  );
}
