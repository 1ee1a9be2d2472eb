"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { AlertDialog } from "#components/ui/dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { askToReprice } from "./ask-to-reprice.ts";
import type { RepriceReach } from "./reprice-dialog.tsx";

type RemovePriceDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  price: { id: string; provider: string; model: string; since: string };
  onReprice: (reach: RepriceReach) => void;
};

/** Asks before an own price goes; then about the calls that it priced. Cancel has the focus first. */
export function RemovePriceDialog({ open, onOpenChange, returnFocusTo, price, onReprice }: RemovePriceDialogProps) {
  const { prices } = useTRPC();
  const queryClient = useQueryClient();
  const cancel = useRef<HTMLButtonElement>(null);
  const removal = useMutation(
    prices.remove.mutationOptions({
      onSuccess: async (reach) => {
        await queryClient.invalidateQueries(prices.pathFilter());
        showToast({ kind: "success", text: `The price of ${reach.model} was removed.` });
        onOpenChange(false);
        await askToReprice(queryClient, prices.previewReprice.queryOptions(reach), () => onReprice(reach));
      },
    }),
  );
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Remove This Price?"
      description={`Calls of ${price.model} from ${price.since} on are priced by what comes next: an earlier price of yours, or the public list. What is recorded keeps its cost until you reprice it.`}
      returnFocusTo={returnFocusTo}
      initialFocus={cancel}
    >
      <div className="mt-3">
        <ProblemText>{removal.error ? `Nothing was removed. ${failureText(removal.error)}` : undefined}</ProblemText>
      </div>
      <div className="mt-5 flex justify-end gap-2">
        <Button ref={cancel} size="medium" onClick={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button
          size="medium"
          variant="danger"
          busy={removal.isPending}
          onClick={() => removal.mutate({ id: price.id })}
        >
          Remove Price
        </Button>
      </div>
    </AlertDialog>
  );
}
