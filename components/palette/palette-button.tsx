"use client";

import { Search } from "lucide-react";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { loadPalette } from "./load-palette.ts";
import { openPalette } from "./palette-store.ts";

/** Opens the command palette, and says by which keys. An icon where there is little room. */
export function PaletteButton() {
  const isMac = useHydrated() && /mac|iphone|ipad/i.test(navigator.userAgent);
  return (
    <span className="relative inline-flex">
      <button
        type="button"
        title="Search or Jump To…"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onPointerEnter={loadPalette}
        onFocus={loadPalette}
        onClick={() => openPalette()}
        className="flex size-9 touch:size-11 items-center justify-center gap-2 rounded-md text-[0.8125rem] text-ink-muted hover:bg-sunken hover:text-ink md:h-8 md:w-52 md:justify-start md:border md:border-line-strong md:bg-surface md:px-2.5 touch:md:h-11"
      >
        <Search aria-hidden="true" className="size-4.5 shrink-0 md:size-3.5" strokeWidth={1.75} />
        <span className="max-md:sr-only">Search or Jump To…</span>
      </button>
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-ink-muted text-xs max-md:hidden"
      >
        {isMac ? "⌘K" : "Ctrl K"}
      </span>
    </span>
  );
}
