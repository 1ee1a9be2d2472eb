"use client";

import { Search } from "lucide-react";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { loadPalette, openPalette } from "./palette-store.ts";

/** Opens the command palette, and says by which keys. An icon where there is little room. */
export function PaletteButton() {
  const isMac = useHydrated() && /mac|iphone|ipad/i.test(navigator.userAgent);
  return (
    <button
      type="button"
      aria-label="Search or Jump To…"
      title="Search or Jump To…"
      aria-haspopup="dialog"
      aria-keyshortcuts="Meta+K Control+K"
      onPointerEnter={loadPalette}
      onFocus={loadPalette}
      onClick={() => openPalette()}
      className="flex size-9 touch:size-11 items-center justify-center gap-2 rounded-md text-[0.8125rem] text-ink-muted hover:bg-sunken hover:text-ink md:h-8 md:w-52 md:justify-start md:border md:border-line-strong md:bg-surface md:px-2.5 touch:md:h-11"
    >
      <Search aria-hidden="true" className="size-4.5 shrink-0 md:size-3.5" strokeWidth={1.75} />
      <span aria-hidden="true" className="flex-1 text-left max-md:hidden">
        Search or Jump To…
      </span>
      <span aria-hidden="true" className="text-xs max-md:hidden">
        {isMac ? "⌘K" : "Ctrl K"}
      </span>
    </button>
  );
}
