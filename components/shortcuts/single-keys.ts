"use client";

import { useSyncExternalStore } from "react";

/** Of this browser: keys that act without a modifier can be turned off (WCAG 2.1.4). */
const name = "purser-single-keys";
const listeners = new Set<() => void>();

/** Whether they act. */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(name) !== "off";
  } catch {
    return true;
  }
}

/** Turns them on or off, in every tab. */
export function setSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(name);
    else localStorage.setItem(name, "off");
  } catch {
    // Storage may be turned off; then they stay on.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, areSingleKeysOn, () => true);
