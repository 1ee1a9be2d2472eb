"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CalendarSearch } from "lucide-react";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { longMonth } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { formatExactDollars } from "#server/money/format.ts";
import { BudgetPanel, type SetLimit } from "./budget-panel.tsx";
import { KpiCards } from "./kpi-cards.tsx";
import { LastSpend } from "./last-spend.tsx";
import { UnpricedNotice } from "./unpriced-notice.tsx";
import { useNeverCalled } from "./use-spend-months.ts";

type MonthPanelProps = { projectId: string; month: string | undefined; compare: boolean; canSetLimit: boolean };

/** Cards and budget of the month. `month` is undefined for the running one. */
export function MonthPanel({ projectId, month, compare, canSetLimit }: MonthPanelProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const {
    data: summary,
    shown: shownMonth,
    freshness,
  } = useKeptQuery(month, (of) => trpc.aiCost.getMonthlySummary.queryOptions({ projectId, month: of }));
  const neverCalled = useNeverCalled(projectId);
  const setLimit = useMutation(trpc.aiCost.setBudgetLimit.mutationOptions());

  const onSetLimit: SetLimit = async ({ limitDollars, block, version }) => {
    await setLimit.mutateAsync({ projectId, limitDollars, block, version });
    await queryClient.invalidateQueries(trpc.budgets.pathFilter());
    await queryClient.invalidateQueries(trpc.aiCost.pathFilter());
    const text = formatExactDollars(nanosOfDrawn(limitDollars));
    showToast({
      kind: "success",
      text: limitDollars > 0 ? `Monthly limit set to ${text}.` : "Monthly limit removed.",
    });
  };

  const latestVersion = async () => {
    const query = trpc.aiCost.getMonthlySummary.queryOptions({ projectId, month: shownMonth });
    const latest = await queryClient.fetchQuery({ ...query, staleTime: 0 }).catch(() => summary);
    return latest.budgetVersion;
  };

  return (
    <Refreshing name="Monthly Summary" shown={longMonth(summary.month)} {...freshness} className="flex flex-col gap-4">
      {!neverCalled && summary.totalTokens === 0 && summary.totalCost === 0 && summary.totalJobs === 0 && (
        <Notice
          tone="info"
          icon={<CalendarSearch aria-hidden="true" />}
          action={<LastSpend projectId={projectId} month={summary.month} />}
        >
          No spend in {longMonth(summary.month)}
          {shownMonth === undefined && " so far"}.
        </Notice>
      )}
      <UnpricedNotice {...summary.unpriced} />
      <KpiCards summary={summary} compare={compare} />
      <BudgetPanel
        month={summary.month}
        forecast={summary.forecast}
        spent={BigInt(summary.totalCostNanos)}
        unpricedCalls={summary.unpriced.calls}
        limit={summary.budgetLimitNanos === null ? null : BigInt(summary.budgetLimitNanos)}
        onExceeded={summary.budgetOnExceeded}
        own={{
          limit: summary.ownLimitNanos === null ? null : BigInt(summary.ownLimitNanos),
          onExceeded: summary.ownOnExceeded,
          version: summary.budgetVersion,
        }}
        otherBudgets={summary.otherBudgets}
        canSetLimit={canSetLimit}
        onSetLimit={onSetLimit}
        latestVersion={latestVersion}
      />
    </Refreshing>
  );
}
