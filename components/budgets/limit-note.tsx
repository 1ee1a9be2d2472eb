"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { type BudgetDraft, readLimit, scopeOf } from "./budget-draft.ts";
import { budgetPreview, understoodText } from "./budget-preview.ts";

/** What the limit would mean at once, from what is spent already. */
export function LimitNote({ draft }: { draft: BudgetDraft }) {
  const of = scopeOf(draft);
  const known = of.scope !== "agent_type" || of.projectId !== null;
  const { data: use } = useQuery({
    ...useTRPC().budgets.useOfScope.queryOptions(of),
    enabled: known,
    placeholderData: keepPreviousData,
  });
  const read = readLimit(draft.limit, draft.unit);
  const amount = (value: number, nanos: string | null) => BigInt(nanos ?? value);
  return (
    <p className="mt-1.5 min-h-5 text-[0.8125rem] text-ink-muted text-pretty" aria-live="polite">
      {"limit" in read && `${understoodText(read.limit, draft.unit)} `}
      {use &&
        known &&
        "limit" in read &&
        budgetPreview(
          {
            ...draft,
            window: of.window,
            each: of.scope !== "organization" && of.scopeId === null,
            limit: read.limit,
          },
          {
            ofName: use.ofName,
            spent: amount(use.spent, use.spentNanos),
            reserved: amount(use.reserved, use.reservedNanos),
          },
        )}
    </p>
  );
}
