"use client";

import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import type { MenuEntry } from "./menu-popup.tsx";

const loadPopup = () => import("./menu-popup.tsx");
const MenuPopup = lazy(async () => ({ default: (await loadPopup()).MenuPopup }));

type MenuButtonProps = {
  label: string;
  entries: readonly MenuEntry[];
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
};

/** A button that opens a menu. The menu’s code comes when the pointer or the focus comes near. */
export function MenuButton({ label, entries, align = "end", className, children }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  const show = () => {
    setOpened(true);
    setOpen(true);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        className={className}
        onPointerEnter={loadPopup}
        onFocus={loadPopup}
        onClick={show}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          show();
        }}
      >
        {children}
      </button>
      {opened && (
        <Suspense>
          <MenuPopup label={label} entries={entries} anchor={button} align={align} open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
