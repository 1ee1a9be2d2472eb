"use client";

import { lazy, Suspense, useSyncExternalStore } from "react";

export type Toast = {
  kind: "success" | "error" | "info" | "warning";
  text: string;
  /** What can be done about it; then it stays for longer. */
  action?: { label: string; onClick: () => void };
};

const waiting: Toast[] = [];
const listeners = new Set<() => void>();
let shown = 0;
let ready = false;

/** Says in the corner of the page that something was done, or was not. */
export function showToast(toast: Toast): void {
  waiting.push(toast);
  shown++;
  for (const listener of listeners) listener();
}

/** Loads what shows toasts before there is one: what is spoken must be there before it changes. */
export function prepareToasts(): void {
  ready = true;
  for (const listener of listeners) listener();
}

const ToastStack = lazy(async () => ({ default: (await import("./toast-stack.tsx")).ToastStack }));

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; once in a page. Their code is loaded for the first of them. */
export function ToastRegion() {
  const count = useSyncExternalStore(
    subscribe,
    () => shown,
    () => 0,
  );
  const wanted = useSyncExternalStore(
    subscribe,
    () => ready || shown > 0,
    () => false,
  );
  if (!wanted) return null;
  return (
    <Suspense>
      <ToastStack count={count} take={() => waiting.splice(0)} />
    </Suspense>
  );
}
