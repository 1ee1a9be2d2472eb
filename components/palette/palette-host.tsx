"use client";

import { usePathname } from "next/navigation";
import { lazy, Suspense } from "react";
import { productOf } from "#components/shell/product-path.ts";
import { loadPalette } from "./load-palette.ts";
import type { PalettePlaces } from "./palette-items.ts";
import { usePaletteState } from "./palette-store.ts";

const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));

/** Where the command palette appears; once in a page. It is loaded when it is first opened. */
export function PaletteHost(places: Omit<PalettePlaces, "currentProjectId">) {
  const currentProjectId = productOf(usePathname())?.projectId;
  const { open, view, times } = usePaletteState();
  if (times === 0) return null;
  return (
    <Suspense>
      <Palette key={times} open={open} view={view} places={{ ...places, currentProjectId }} />
    </Suspense>
  );
}
