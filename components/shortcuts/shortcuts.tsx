"use client";

import { lazy, Suspense, useEffect } from "react";
import { whenIdle } from "#components/ui/when-idle.ts";
import { useShortcutsState } from "./shortcuts-store.ts";

const ShortcutsDialog = lazy(async () => ({ default: (await import("./shortcuts-dialog.tsx")).ShortcutsDialog }));

/** Makes the keys of every page work once it is done, and shows them when asked. */
export function Shortcuts() {
  const { open, times } = useShortcutsState();
  useEffect(() => {
    let stop = () => {};
    let gone = false;
    const cancel = whenIdle(async () => {
      const { listenToKeys } = await import("./listen-to-keys.ts");
      if (!gone) stop = listenToKeys();
    });
    return () => {
      gone = true;
      cancel();
      stop();
    };
  }, []);
  if (times === 0) return null;
  return (
    <Suspense>
      <ShortcutsDialog open={open} />
    </Suspense>
  );
}
