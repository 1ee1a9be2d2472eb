"use client";

import type { RefObject } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Asked } from "./price-actions.tsx";
import { PriceForm } from "./price-form.tsx";
import { sinceText } from "./price-words.ts";
import type { RepriceReach } from "./reprice-dialog.tsx";

type PriceDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  asked: Extract<Asked, { what: "set" }>;
  onReprice: (reach: RepriceReach) => void;
};

/** Sets the organisation’s own price of a model, or changes one. */
export function PriceDialog({ open, onOpenChange, returnFocusTo, asked, onReprice }: PriceDialogProps) {
  const { draft, replaces } = asked;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={replaces ? "Edit Price" : "Set a Price"}
      description={
        <>
          {asked.fixed && (
            <>
              <span className="font-medium text-ink wrap-anywhere">{draft.model}</span> of{" "}
              {draft.provider || "nobody named"}
              {replaces && `, from ${sinceText(replaces.effectiveFrom)}`}.{" "}
            </>
          )}
          Dollars per million tokens. It comes before the public list, for calls of its time.
        </>
      }
      returnFocusTo={returnFocusTo}
    >
      <PriceForm asked={asked} onReprice={onReprice} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}
