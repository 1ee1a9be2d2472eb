"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { longMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { counted } from "#server/money/format.ts";
import { addedText, correctedText, countText } from "./book-words.ts";
import type { MonthBooksData } from "./books-data.ts";

type ReopenMonthDialogProps = {
  month: string;
  books: MonthBooksData;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: () => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Says what becomes of the corrections, asks for the reason, and reopens. */
export function ReopenMonthDialog({ month, books: { bookedElsewhere }, onDone, ...dialog }: ReopenMonthDialogProps) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const { books } = useTRPC();
  const queryClient = useQueryClient();
  const reopening = useMutation(
    books.reopen.mutationOptions({
      onSuccess: async ({ corrections, costNanos }) => {
        onDone();
        setReason("");
        setTried(false);
        const back =
          corrections > 0
            ? ` ${counted(corrections, "correction")}, ${addedText(BigInt(costNanos))}, came back into it.`
            : "";
        showToast({ kind: "success", text: `${longMonth(month)} is open again.${back}` });
        // Calls lose their marks as well.
        await queryClient.invalidateQueries();
      },
    }),
  );
  const missing = reason.trim() === "";
  return (
    <ConfirmDialog
      {...dialog}
      title={`Reopen ${longMonth(month)}?`}
      description={
        <>
          The figures it was closed with no longer stand. {backText(bookedElsewhere)} Figures and reason go into the
          audit log.
        </>
      }
      action="Reopen Month"
      undone="It stays closed."
      error={reopening.error}
      busy={reopening.isPending}
      onConfirm={() => {
        setTried(true);
        if (!missing) reopening.mutate({ month, reason: reason.trim() });
      }}
    >
      <div className="mt-4">
        <TextField
          label="Reason"
          required
          maxLength={500}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          hint="Whoever reads the audit log sees it."
          {...(tried && missing && { problem: "Enter a reason: whoever relied on the figures will ask." })}
        />
      </div>
    </ConfirmDialog>
  );
}

/** What becomes of its corrections: `1 late call (+$5.00) comes back from the books of November 2026.` */
function backText(sums: MonthBooksData["bookedElsewhere"]): string {
  if (sums.length === 0) return "Nothing was corrected since.";
  return sums
    .map(
      (sum) =>
        `${countText(sum)} (${correctedText(sum)}) ${sum.corrections === 1 ? "comes" : "come"} back from the books of ${longMonth(sum.bookedMonth)}.`,
    )
    .join(" ");
}
