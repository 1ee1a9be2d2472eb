import { longMonth } from "#components/dates/moment-text.ts";
import { DeltaText, KpiCard, SixKpiGrid } from "#components/ui/kpi-card.tsx";
import { counted, formatExact, formatShare, formatTokens, formatUnitCost } from "#server/money/format.ts";
import { isUnpriced, spendParts } from "#server/money/spend-text.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import type { AgentAnalytics } from "./agent-data.ts";
import { directionLabels, slopeText } from "./trend-words.ts";

/** Six figures of an agent: what it spent, on what, what a job and what useful output cost, and where it goes. */
export function AnalyticsCards({ analytics }: { analytics: AgentAnalytics }) {
  const { month, total, comparison } = analytics;
  const period = shortRangeLabel({ first: analytics.from, last: analytics.to });
  return (
    <SixKpiGrid>
      <Spend name="Spend This Month" period={longMonth(month.month)} of={month} comparison={month.comparison} />
      <Spend name="Spend" period={period} of={total} comparison={comparison} />
      <KpiCard
        name="Tokens"
        period={period}
        value={formatTokens(total.totalTokens)}
        exact={counted(total.totalTokens, "token")}
      >
        <span title={counted(total.inputTokens, "token")}>{formatTokens(total.inputTokens)} input</span>
        <span title={counted(total.outputTokens, "token")}>
          {formatTokens(total.outputTokens)} output
          {total.totalTokens > 0 && `, ${formatShare(BigInt(total.outputTokens), BigInt(total.totalTokens))}`}
        </span>
      </KpiCard>
      <PerRun analytics={analytics} period={period} />
      <Efficiency analytics={analytics} period={period} />
      <TrendCard trend={analytics.trend} />
    </SixKpiGrid>
  );
}

type SpendProps = {
  name: string;
  period: string;
  of: AgentAnalytics["total"];
  comparison: AgentAnalytics["comparison"];
};

function Spend({ name, period, of, comparison }: SpendProps) {
  const sides = [of, ...(comparison ? [comparison.current, comparison.previous] : [])];
  const isComparable = !sides.some((days) => isUnpriced(BigInt(days.costNanos), days.unpricedCalls));
  return (
    <KpiCard name={name} period={period} {...spendParts(BigInt(of.costNanos), of.unpricedCalls)}>
      {comparison && isComparable && (
        <span title={`${comparison.current.label} against ${comparison.previous.label}, whole days`}>
          <DeltaText
            current={BigInt(comparison.current.costNanos)}
            previous={BigInt(comparison.previous.costNanos)}
            shown={BigInt(of.costNanos)}
            against={comparison.previous.label}
          />
        </span>
      )}
      {of.unpricedCalls > 0 && <span>{counted(of.unpricedCalls, "call")} without a price</span>}
    </KpiCard>
  );
}

type RangeCardProps = { analytics: AgentAnalytics; period: string };

function PerRun({ analytics: { costPerJobNanos, total, retriedJobs }, period }: RangeCardProps) {
  return (
    <KpiCard
      name="Cost per Run"
      period={period}
      {...(costPerJobNanos === null
        ? { value: "–" }
        : spendParts(BigInt(costPerJobNanos), total.unpricedCalls, formatUnitCost))}
    >
      <span>
        {total.jobCount > 0
          ? `${counted(total.jobCount, "job")} ended`
          : total.calls > 0
            ? "No job ended; calls need a job id"
            : "No job ended"}
      </span>
      {(total.failedJobs > 0 || retriedJobs > 0) && (
        <span>
          {formatExact(total.failedJobs)} failed, {formatExact(retriedJobs)} retried
        </span>
      )}
    </KpiCard>
  );
}

function Efficiency({ analytics: { efficiency, total }, period }: RangeCardProps) {
  const { perThousandNanos, allSpendPerThousandNanos } = efficiency;
  return (
    <KpiCard
      name="Token Efficiency"
      period={period}
      {...(perThousandNanos === null
        ? { value: "–" }
        : spendParts(BigInt(perThousandNanos), total.unpricedCalls, formatUnitCost))}
      exact={`${counted(efficiency.succeededJobs, "succeeded job")} with ${counted(efficiency.outputTokens, "output token")}`}
    >
      <span>
        {perThousandNanos === null ? "No output of a succeeded job yet" : "Per 1,000 output tokens of succeeded jobs"}
      </span>
      {allSpendPerThousandNanos !== null && (
        <span>{formatUnitCost(BigInt(allSpendPerThousandNanos))} with all spend</span>
      )}
    </KpiCard>
  );
}

function TrendCard({ trend }: { trend: AgentAnalytics["trend"] }) {
  return (
    <KpiCard
      name="Cost Trend"
      period={trend.test ? shortRangeLabel({ first: trend.from, last: trend.to }) : ""}
      value={trend.test ? directionLabels[trend.test.direction] : "–"}
    >
      <span>
        {trend.test
          ? slopeText(trend.test)
          : `Needs ${trend.needsDays} whole days of data; ${formatExact(trend.days)} so far`}
      </span>
    </KpiCard>
  );
}
