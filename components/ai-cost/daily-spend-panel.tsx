"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import { dayCount, monthRange } from "#server/time/range.ts";
import { monthKey } from "#server/time/window.ts";
import { DailySpendFigure, type DailySpendView } from "./daily-spend-figure.tsx";

/** The figures of the daily chart. While another range is on its way, or fails, the old bars stay, dimmed. */
export function DailySpendPanel(view: DailySpendView) {
  const { projectId, month, range, by, today } = view;
  const trpc = useTRPC();
  const {
    data: spend,
    shown,
    freshness,
  } = useKeptQuery({ month, range, by }, (of) =>
    trpc.aiCost.getDailySpend.queryOptions({
      projectId,
      range: of.range,
      month: of.month,
      groupBy: of.by === "none" ? undefined : of.by,
    }),
  );
  const { data: summary } = useQuery(trpc.aiCost.getMonthlySummary.queryOptions({ projectId, month: shown.month }));
  // The summary is another panel's answer and may come later than this one: the line joins when it is there.
  const limit = useHydrated() ? summary?.budgetLimit : undefined;
  const budgetPace = limit ? limit / dayCount(monthRange(shown.month ?? monthKey(new Date(today)))) : undefined;
  return (
    <Refreshing name="Daily Spend" shown={shortRangeLabel({ first: spend.from, last: spend.to })} {...freshness}>
      <DailySpendFigure {...view} month={shown.month} by={shown.by} spend={spend} budgetPace={budgetPace} />
    </Refreshing>
  );
}
