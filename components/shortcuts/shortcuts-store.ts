"use client";

import { useSyncExternalStore } from "react";

let state = { open: false, times: 0 };
const closed = state;
const listeners = new Set<() => void>();

function set(open: boolean): void {
  state = { open, times: state.times + (open ? 1 : 0) };
  for (const listener of listeners) listener();
}

/** Shows which keys do what. */
export const openShortcuts = (): void => set(true);
export const closeShortcuts = (): void => set(false);

/** `times`: how often they were shown. */
export function useShortcutsState(): { open: boolean; times: number } {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => closed,
  );
}
