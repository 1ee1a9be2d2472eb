"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import type { RefObject } from "react";
import { longMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { counted } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import { BookLine } from "./book-line.tsx";
import { closeWarnings, monthsText } from "./book-words.ts";

type CloseMonthDialogProps = {
  month: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: () => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Says what a close writes down, what speaks for waiting, and asks. */
export function CloseMonthDialog({ month, onDone, ...dialog }: CloseMonthDialogProps) {
  return (
    <Dialog
      {...dialog}
      title={`Close ${longMonth(month)}?`}
      description="Its figures stand from then on. Calls that come late, and reprices, are booked as corrections in the running month. Limits, cards and charts stay by the time of the call."
    >
      <PanelBoundary name="What Is Closed" skeleton={<Skeleton className="mt-4 h-32" />}>
        <CloseForm month={month} onCancel={() => dialog.onOpenChange(false)} onDone={onDone} />
      </PanelBoundary>
    </Dialog>
  );
}

type CloseFormProps = { month: string; onCancel: () => void; onDone: () => void };

function CloseForm({ month, onCancel, onDone }: CloseFormProps) {
  const { books } = useTRPC();
  const queryClient = useQueryClient();
  const { data: preview } = useSuspenseQuery(books.closePreview.queryOptions({ month }, { staleTime: 0 }));
  const closing = useMutation(
    books.close.mutationOptions({
      onSuccess: async ({ closed }) => {
        onDone();
        showToast({
          kind: closed.length > 0 ? "success" : "info",
          text:
            closed.length > 0
              ? `${monthsText(closed)} ${closed.length === 1 ? "is" : "are"} closed.`
              : `${longMonth(month)} was closed already.`,
        });
        await queryClient.invalidateQueries(books.pathFilter());
      },
    }),
  );
  const { months } = preview;
  if (months.length === 0) {
    return (
      <div className="mt-4 grid gap-4">
        <p>{longMonth(month)} was closed meanwhile.</p>
        <div className="flex justify-end">
          <Button
            size="medium"
            onClick={() => {
              onDone();
              void queryClient.invalidateQueries(books.pathFilter());
            }}
          >
            Done
          </Button>
        </div>
      </div>
    );
  }
  const warnings = closeWarnings(preview);
  return (
    <form
      className="mt-3 grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!closing.isPending) closing.mutate({ month });
      }}
    >
      <div>
        {months.length > 1 && <p className="mb-1">Open months before it are closed with it.</p>}
        <dl className="max-h-48 overflow-y-auto">
          {months.map((one) => (
            <BookLine
              key={one.month}
              what={longMonth(one.month)}
              note={counted(one.calls, "call")}
              amount={spendText(BigInt(one.costNanos), one.unpricedCalls)}
            />
          ))}
        </dl>
      </div>
      {warnings.length > 0 && (
        <ul
          aria-label="Before You Close"
          className="grid gap-1.5 rounded-lg border border-near-limit/35 bg-near-limit-soft px-3.5 py-2.5 text-[0.8125rem]"
        >
          {warnings.map((text) => (
            <li key={text} className="flex items-start gap-2 text-pretty">
              <TriangleAlert aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-near-limit-ink" />
              {text}
            </li>
          ))}
        </ul>
      )}
      <ProblemText>{closing.error ? `Nothing was closed. ${failureText(closing.error)}` : undefined}</ProblemText>
      <FormButtons busy={closing.isPending} onCancel={onCancel}>
        {months.length === 1 ? "Close Month" : `Close ${counted(months.length, "Month")}`}
      </FormButtons>
    </form>
  );
}
