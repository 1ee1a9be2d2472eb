"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { dayCount, monthRange, type RangePreset } from "#server/time/range.ts";
import { monthKey } from "#server/time/window.ts";
import type { Grouping } from "./ai-cost-url.ts";
import { DailySpendFigure } from "./daily-spend-figure.tsx";

type DailySpendPanelProps = {
  projectId: string;
  /** The month the range ends with; undefined for the running one. */
  month: string | undefined;
  range: RangePreset;
  by: Grouping;
  compare: boolean;
  today: string;
  onRangeChange: (range: RangePreset) => void;
  onGroupingChange: (by: Grouping) => void;
};

/** Spend by day. While another range is on its way the old bars stay, dimmed. */
export function DailySpendPanel(props: DailySpendPanelProps) {
  const { projectId, month, range, by, today } = props;
  const trpc = useTRPC();
  const shownMonth = useDeferredValue(month);
  const shownRange = useDeferredValue(range);
  const shownBy = useDeferredValue(by);
  const { data: spend } = useSuspenseQuery(
    trpc.aiCost.getDailySpend.queryOptions({
      projectId,
      range: shownRange,
      month: shownMonth,
      groupBy: shownBy === "none" ? undefined : shownBy,
    }),
  );
  const { data: summary } = useQuery(trpc.aiCost.getMonthlySummary.queryOptions({ projectId, month: shownMonth }));
  // The summary is another panel's answer and may come later than this one: the line joins when it is there.
  const limit = useHydrated() ? summary?.budgetLimit : undefined;
  const budgetPace = limit ? limit / dayCount(monthRange(shownMonth ?? monthKey(new Date(today)))) : undefined;
  return (
    <Refreshing active={shownMonth !== month || shownRange !== range || shownBy !== by}>
      <DailySpendFigure {...props} shownBy={shownBy} spend={spend} budgetPace={budgetPace} />
    </Refreshing>
  );
}
