"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { formatExact } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import { RetentionForm } from "./retention-form.tsx";
import { keptText } from "./retention-words.ts";

/** How long the organisation keeps its calls one by one, and what became of older ones. */
export function Retention({ canSet }: { canSet: boolean }) {
  const { data } = useSuspenseQuery(useTRPC().retention.get.queryOptions());
  const { months, entriesFrom, deletesFrom, last } = data;
  return (
    <Card aria-labelledby="retention">
      <CardHeader
        id="retention"
        title="Single Calls"
        scope={`How long calls are kept one by one. Totals stay for ever.${canSet ? "" : " An owner can change it."}`}
      />
      <div className="grid gap-3 px-4 pt-3 pb-5 sm:px-5">
        {canSet ? <RetentionForm key={months} months={months} /> : <p>{keptText(months)}</p>}
        {deletesFrom && (
          <p className="text-[0.8125rem] text-ink-muted text-pretty">
            Nothing is deleted before {dayLabel(deletesFrom.slice(0, 10), { year: true })}, {deletesFrom.slice(11, 16)}{" "}
            UTC. Until then you can take it back.
          </p>
        )}
        {entriesFrom && (
          <p className="text-[0.8125rem] text-ink-muted text-pretty">
            Calls before {dayLabel(entriesFrom, { year: true })} are no longer kept one by one, and calls of those days
            that are sent now are refused.
          </p>
        )}
        {last && !last.finishedAt && !last.problem && (
          <p className="text-[0.8125rem] text-ink-muted">
            Deleting: {formatExact(last.deleted)} of {formatExact(last.calls)} calls so far.
          </p>
        )}
        {last?.problem && <p className="text-[0.8125rem] text-danger-ink text-pretty">{last.problem}</p>}
      </div>
    </Card>
  );
}
