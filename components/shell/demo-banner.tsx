"use client";

import { FlaskConical } from "lucide-react";
import { usePathname } from "next/navigation";
import { lazy, Suspense, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { productOf } from "./product-path.ts";

const loadDialog = () => import("./remove-demo-dialog.tsx");
const RemoveDemoDialog = lazy(async () => ({ default: (await loadDialog()).RemoveDemoDialog }));

type DemoBannerProps = {
  /** Ids of the projects whose figures are generated. */
  projects: readonly string[];
  canRemove: boolean;
};

/** Says of pages with generated figures that they are, and how to be rid of them. */
export function DemoBanner({ projects, canRemove }: DemoBannerProps) {
  const path = usePathname();
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  const product = productOf(path);
  const shown = product ? projects.includes(product.projectId) : path === "/dashboard" && projects.length > 0;
  if (!shown) return null;
  return (
    <div className="mb-5">
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
        <span className="font-medium">Demo data.</span>{" "}
        {product ? "This project’s agents are made up" : "The agents of the demo projects are made up"}; they keep
        calling while Purser runs, through the same ingest as yours.{" "}
        {canRemove ? (
          <span className="print:hidden">
            Start without them: <code className="font-mono text-xs">npm start -- --no-demo</code>
          </span>
        ) : (
          "An owner can remove them."
        )}
      </Notice>
      {opened && (
        <Suspense>
          <RemoveDemoDialog projectCount={projects.length} open={open} onOpenChange={setOpen} returnFocusTo={trigger} />
        </Suspense>
      )}
    </div>
  );
}
