"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import type { BudgetView } from "#server/budgets/queries.ts";
import { type BudgetDraft, readLimit, scopeOf } from "./budget-draft.ts";
import { budgetPreview, understoodText } from "./budget-preview.ts";
import { raisedText } from "./budget-words.ts";

/** What the limit would mean at once, from what is spent already; `budget` is the one that is edited. */
export function LimitNote({ draft, budget }: { draft: BudgetDraft; budget: BudgetView | null }) {
  const of = scopeOf(draft);
  const known = of.scope !== "agent_type" || of.projectId !== null;
  const { data: use } = useQuery({
    ...useTRPC().budgets.useOfScope.queryOptions(of),
    enabled: known,
    placeholderData: keepPreviousData,
  });
  const read = readLimit(draft.limit, draft.unit);
  const amount = (value: number, nanos: string | null) => BigInt(nanos ?? value);
  const raised = budget && raisedText(budget);
  const extra = budget ? amount(budget.extra, budget.extraNanos) : 0n;
  const same = "limit" in read && budget !== null && read.limit === amount(budget.limit, budget.limitNanos);
  return (
    <p className="mt-1.5 min-h-5 text-[0.8125rem] text-ink-muted text-pretty" aria-live="polite">
      {"limit" in read && `${understoodText(read.limit, draft.unit)} `}
      {raised && "limit" in read && (same ? `An approval has it ${raised}. ` : `It is ${raised}: saving ends that. `)}
      {use &&
        known &&
        "limit" in read &&
        budgetPreview(
          {
            ...draft,
            window: of.window,
            each: of.scope !== "organization" && of.scopeId === null,
            // What an approval added stays as long as the limit does.
            limit: same ? read.limit + extra : read.limit,
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
