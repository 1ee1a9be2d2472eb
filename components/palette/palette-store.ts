"use client";

import { useSyncExternalStore } from "react";

/** What the palette offers: everything, or projects only, leading to one of their pages. */
export type PaletteView = { kind: "all" } | { kind: "projects"; page: "ai-cost" | "growth" };

type PaletteState = { open: boolean; view: PaletteView; times: number };

let state: PaletteState = { open: false, view: { kind: "all" }, times: 0 };
const closed = state;
const listeners = new Set<() => void>();

function set(next: PaletteState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Opens it, from wherever. */
export const openPalette = (view: PaletteView = { kind: "all" }): void =>
  set({ open: true, view, times: state.times + 1 });

export const closePalette = (): void => set({ ...state, open: false });

export function usePaletteState(): PaletteState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => closed,
  );
}
