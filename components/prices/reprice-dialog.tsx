"use client";

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useState } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { counted } from "#server/money/format.ts";
import { sinceText } from "./price-words.ts";
import { changingCalls, pricedSentence, progressText, reportedSentence, unpricedSentence } from "./reprice-words.ts";

/** Which recorded calls: of a model, from a time up to and without another (null: up to now). */
export type RepriceReach = { provider: string; model: string; from: string; to: string | null };

type RepriceDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  returnFocusTo: RefObject<HTMLElement | null>;
  reach: RepriceReach;
};

/** How often a reprice under way is asked how far it is, in milliseconds. */
const pollMs = 700;

/** Asks whether calls that are recorded get the prices as they stand, says what that changes, then how far it is. */
export function RepriceDialog({ open, onOpenChange, returnFocusTo, reach }: RepriceDialogProps) {
  const [id, setId] = useState<string>();
  const range = [sinceText(reach.from), sinceText(reach.to)].filter(Boolean).join(" up to ");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Reprice Recorded Calls?"
      description={
        <>
          Calls of <span className="font-medium text-ink wrap-anywhere">{reach.model}</span>
          {reach.from > "2016" && `, from ${range}`}. Every total, budget and run that they are part of follows; the
          change is in the audit log.
        </>
      }
      returnFocusTo={returnFocusTo}
    >
      <PanelBoundary name="Recorded Calls" skeleton={<Skeleton className="mt-4 h-32" />}>
        {id ? (
          <Progress id={id} onDone={() => onOpenChange(false)} />
        ) : (
          <Question reach={reach} onStarted={setId} onDone={() => onOpenChange(false)} />
        )}
      </PanelBoundary>
    </Dialog>
  );
}

type QuestionProps = { reach: RepriceReach; onStarted: (id: string) => void; onDone: () => void };

function Question({ reach, onStarted, onDone }: QuestionProps) {
  const { prices } = useTRPC();
  const { data: preview } = useSuspenseQuery(prices.previewReprice.queryOptions(reach, { staleTime: 0 }));
  const [all, setAll] = useState(false);
  const start = useMutation(prices.reprice.mutationOptions({ onSuccess: ({ id }) => onStarted(id) }));
  const calls = changingCalls(preview, all);
  const priced = pricedSentence(preview);
  return (
    <div className="mt-4 grid gap-3.5">
      <p className="text-pretty">
        {unpricedSentence(preview) ?? "No recorded call without a price would get one."} {reportedSentence(preview)}
      </p>
      {priced && (
        <CheckField
          label="Also change calls that have a price"
          hint={priced}
          checked={all}
          onChange={(event) => setAll(event.target.checked)}
        />
      )}
      <ProblemText>{start.error ? `Nothing was repriced. ${failureText(start.error)}` : undefined}</ProblemText>
      <div className="flex justify-end gap-2">
        <Button size="medium" onClick={onDone}>
          Not Now
        </Button>
        <Button
          size="medium"
          variant="primary"
          disabled={calls === 0}
          busy={start.isPending}
          onClick={() => start.mutate({ ...reach, include: all ? "all" : "unpriced" })}
        >
          Reprice {calls === 0 ? "Calls" : counted(calls, "Call")}
        </Button>
      </div>
    </div>
  );
}

function Progress({ id, onDone }: { id: string; onDone: () => void }) {
  const { prices } = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    ...prices.repriceStatus.queryOptions({ id }),
    refetchInterval: ({ state }) => (state.data && state.data.status !== "running" ? false : pollMs),
  });
  const over = data !== undefined && data.status !== "running";
  // Whatever a page shows of money may have changed.
  useEffect(() => {
    if (over) void queryClient.invalidateQueries();
  }, [over, queryClient]);
  return (
    <div className="mt-4 grid gap-4">
      <p role="status" className="text-pretty">
        {data ? progressText(data) : "Starting…"}
        {!over && " You may close this; it goes on."}
      </p>
      {!over && (
        <progress
          aria-label="Calls looked at"
          className="h-1.5 w-full accent-(--brand)"
          value={data?.looked ?? 0}
          max={Math.max(data?.total ?? 1, 1)}
        />
      )}
      <div className="flex justify-end">
        <Button size="medium" variant={over ? "primary" : "secondary"} onClick={onDone}>
          {over ? "Done" : "Close"}
        </Button>
      </div>
    </div>
  );
}
