"use client";

import Link from "next/link";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ShortcutList } from "./shortcut-list.tsx";
import { closeShortcuts } from "./shortcuts-store.ts";
import { useSingleKeys } from "./single-keys.ts";

/** Which key does what, and where to turn them off. */
export function ShortcutsDialog({ open }: { open: boolean }) {
  const singleKeys = useSingleKeys();
  const done = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && closeShortcuts()}
      title="Keyboard Shortcuts"
      description={
        <>
          Keys without Ctrl or ⌘ {singleKeys ? "can be turned off" : "are turned off"} in your{" "}
          <Link href="/dashboard/account" onClick={closeShortcuts} className="underline underline-offset-3">
            account
          </Link>
          .
        </>
      }
      initialFocus={done}
    >
      <div className="mt-4">
        <ShortcutList singleKeys={singleKeys} />
      </div>
      <div className="mt-5 flex justify-end">
        <Button ref={done} size="medium" onClick={closeShortcuts}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
