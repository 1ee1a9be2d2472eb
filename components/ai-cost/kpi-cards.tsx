import { DeltaText, KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import { counted, formatDollars, formatExact, formatTokens } from "#server/money/format.ts";
import { isUnpriced, spendParts, spentPercentText } from "#server/money/spend-text.ts";
import { dayLabel, shortRangeLabel } from "#server/time/label.ts";
import type { ComparedDays, Comparison, MonthlySummary } from "./ai-cost-data.ts";
import { BudgetStatusText } from "./budget-status-text.tsx";

type KpiCardsProps = { summary: MonthlySummary; compare: boolean };

/** The four figures of the month. The share of the limit is always that of the calendar month, whatever the chart shows. */
export function KpiCards({ summary, compare }: KpiCardsProps) {
  const spent = BigInt(summary.totalCostNanos);
  const limit = summary.budgetLimitNanos === null ? null : BigInt(summary.budgetLimitNanos);
  const unpricedCalls = summary.unpriced.calls;
  const period = shortRangeLabel({ first: summary.from, last: summary.to });
  const comparison = compare ? summary.comparison : null;
  return (
    <KpiGrid>
      <KpiCard
        name="Total Spend"
        period={period}
        {...spendParts(spent, unpricedCalls)}
        sparkline={summary.daily.map((day) => day.cost)}
      >
        <Compared
          comparison={isComparable(comparison) ? comparison : null}
          shown={spent}
          figure={(days) => BigInt(days.costNanos)}
        />
        {BigInt(summary.retryCostNanos) > 0n && (
          <span>{formatDollars(BigInt(summary.retryCostNanos))} of it on retries</span>
        )}
      </KpiCard>
      <KpiCard
        name="Token Usage"
        period={period}
        value={formatTokens(summary.totalTokens)}
        exact={counted(summary.totalTokens, "token")}
        sparkline={summary.daily.map((day) => day.totalTokens)}
      >
        <Compared comparison={comparison} shown={summary.totalTokens} figure={(days) => days.totalTokens} />
        <span>
          {formatTokens(summary.inputTokens)} in, {formatTokens(summary.outputTokens)} out
        </span>
      </KpiCard>
      <KpiCard
        name="Agent Jobs"
        period={period}
        value={formatExact(summary.totalJobs)}
        sparkline={summary.daily.map((day) => day.jobCount)}
      >
        <Compared comparison={comparison} shown={summary.totalJobs} figure={(days) => days.jobCount} />
        {summary.totalJobs === 0 && summary.totalTokens > 0 && <span>Calls carry no job id</span>}
        {summary.failedJobs > 0 && <span>{formatExact(summary.failedJobs)} failed</span>}
      </KpiCard>
      <KpiCard
        name="Budget Used"
        period={period}
        value={(limit !== null && spentPercentText(spent, limit, unpricedCalls)) || "No limit"}
      >
        {limit === null ? (
          <span>{summary.otherBudgets > 0 ? "Other budgets limit it." : "Spend is tracked but nothing stops."}</span>
        ) : (
          <>
            {!isUnpriced(spent, unpricedCalls) && <BudgetStatusText spent={spent} limit={limit} />}
            {comparison && (
              <span>
                Was {spentPercentText(BigInt(comparison.previous.costNanos), limit, comparison.previous.unpricedCalls)}{" "}
                by {dayLabel(comparison.previous.to)}
              </span>
            )}
          </>
        )}
      </KpiCard>
    </KpiGrid>
  );
}

/** A side of which no price is known says nothing of how the spend moved. */
function isComparable(comparison: Comparison): boolean {
  const sides = comparison ? [comparison.current, comparison.previous] : [];
  return sides.every((days) => !isUnpriced(BigInt(days.costNanos), days.unpricedCalls));
}

type ComparedProps = {
  comparison: MonthlySummary["comparison"];
  /** The figure of the card, today with it. */
  shown: bigint | number;
  figure: (days: ComparedDays) => bigint | number;
};

/** A figure of the month’s whole days against as many of the month before. */
function Compared({ comparison, shown, figure }: ComparedProps) {
  if (!comparison) return null;
  const { current, previous } = comparison;
  return (
    <span title={`${current.label} against ${previous.label}, whole days`}>
      <DeltaText current={figure(current)} previous={figure(previous)} shown={shown} against={previous.label} />
    </span>
  );
}
