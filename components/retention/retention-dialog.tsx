"use client";

import { useQuery } from "@tanstack/react-query";
import type { RefObject } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { parseDollars } from "#server/money/amount.ts";
import { formatExact, formatExactDollars } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import { addDays } from "#server/time/window.ts";

type RetentionDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  months: number;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
};

/** Says what goes and what stays before calls may be deleted. */
export function RetentionDialog({ months, ...dialog }: RetentionDialogProps) {
  const preview = useQuery({ ...useTRPC().retention.preview.queryOptions({ months }), enabled: dialog.open });
  const { data, error } = preview;
  return (
    <ConfirmDialog
      {...dialog}
      title={`Keep Single Calls for ${months} Months?`}
      description="A day from now, older calls are deleted, and so is each month as it grows older. That cannot be taken back."
      action="Delete Older Calls"
      undone="Nothing was changed."
    >
      {data ? (
        <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm">
          <dt className="text-ink-muted">Deleted</dt>
          <dd>
            {data.calls === 0 || data.firstDay === null
              ? `No call yet: there is none before ${dayLabel(data.before, { year: true })}`
              : `${formatExact(data.calls)} calls from ${dayLabel(data.firstDay, { year: true })} to ${dayLabel(addDays(data.before, -1), { year: true })}, which cost ${formatExactDollars(parseDollars(data.cost))}`}
          </dd>
          <dt className="text-ink-muted">Stays</dt>
          <dd>Every total: by day, month, hour, project, agent, model, run and job, limits and closed months</dd>
          <dt className="text-ink-muted">No Longer</dt>
          <dd>Lists, exports and explanations of those calls, and repricing them. Such calls sent later are refused</dd>
          {data.unpricedCalls > 0 && (
            <>
              <dt className="text-ink-muted">Without a Price</dt>
              <dd className="text-near-limit-ink">
                {formatExact(data.unpricedCalls)} of them, which cannot be priced afterwards. Set their price first
              </dd>
            </>
          )}
        </dl>
      ) : error ? (
        <ProblemText>{`What would be deleted could not be read. ${failureText(error)}`}</ProblemText>
      ) : (
        <Skeleton className="mt-4 h-32 rounded-md" />
      )}
      {data && data.calls > 0 && (
        <p className="mt-4 text-sm">
          <a href="/api/v1/exports/transactions.csv" className="underline underline-offset-3">
            Export All Calls as CSV First
          </a>
        </p>
      )}
    </ConfirmDialog>
  );
}
