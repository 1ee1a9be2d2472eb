"use client";

import { FlaskConical } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

const loadDialog = () => import("./remove-demo-dialog.tsx");
const RemoveDemoDialog = lazy(async () => ({ default: (await loadDialog()).RemoveDemoDialog }));

/** Says that these figures are made up, and how to be rid of them. */
export function DemoBanner({ canRemove }: { canRemove: boolean }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <Notice
      tone="info"
      icon={<FlaskConical aria-hidden="true" />}
      action={
        canRemove && (
          <Button
            ref={trigger}
            className="print:hidden"
            onPointerEnter={loadDialog}
            onFocus={loadDialog}
            onClick={() => {
              setOpened(true);
              setOpen(true);
            }}
          >
            Remove Demo Data…
          </Button>
        )
      }
    >
      <span className="font-medium">Demo data:</span> generated projects whose agents keep calling while Purser runs,
      through the same ingest as yours. Start without them:{" "}
      <code className="rounded bg-sunken px-1 py-0.5 font-mono text-xs">npm start -- --no-demo</code>
      {opened && (
        <Suspense>
          <RemoveDemoDialog open={open} onOpenChange={setOpen} returnFocusTo={trigger} />
        </Suspense>
      )}
    </Notice>
  );
}
