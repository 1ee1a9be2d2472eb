import Link from "next/link";
import { budgetValueText } from "#components/ai-cost/budget-status.ts";
import { BudgetStatusText } from "#components/ai-cost/budget-status-text.tsx";
import { LimitMeter } from "#components/ai-cost/limit-meter.tsx";
import { nameOfMonth } from "#components/dates/moment-text.ts";
import { needsText, projectedText, rangeText } from "#components/projections/projection-words.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { DeltaText, KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import {
  counted,
  formatDollars,
  formatExact,
  formatExactDollars,
  formatTokens,
  formatUnitCost,
} from "#server/money/format.ts";
import { isUnpriced, spendParts, spentPercentText } from "#server/money/spend-text.ts";
import type { CompanyMonth } from "./company-data.ts";

type CompanySummaryProps = { costs: CompanyMonth; isRunning: boolean; canSetLimit: boolean };

/** Spend, budget and utilisation of the month, and where it leads. */
export function CompanySummary({ costs, isRunning, canSetLimit }: CompanySummaryProps) {
  const period = nameOfMonth(costs.month);
  return (
    <>
      <KpiGrid>
        <Spend costs={costs} period={period} />
        {isRunning ? <Limits costs={costs} period={period} /> : <Use costs={costs} period={period} />}
      </KpiGrid>
      {isRunning && <Budget costs={costs} canSetLimit={canSetLimit} />}
    </>
  );
}

type OfMonth = { costs: CompanyMonth; period: string };

function Spend({ costs: { total, comparison, daily }, period }: OfMonth) {
  const sides = [total, ...(comparison ? [comparison.current, comparison.previous] : [])];
  const isComparable = !sides.some((days) => isUnpriced(BigInt(days.costNanos), days.unpricedCalls));
  return (
    <KpiCard
      name="Spend"
      period={period}
      {...spendParts(BigInt(total.costNanos), total.unpricedCalls)}
      sparkline={daily.map((day) => day.cost)}
    >
      {comparison && isComparable && (
        <span title={`${comparison.current.label} against ${comparison.previous.label}, whole days`}>
          <DeltaText
            current={BigInt(comparison.current.costNanos)}
            previous={BigInt(comparison.previous.costNanos)}
            shown={BigInt(total.costNanos)}
            against={comparison.previous.label}
          />
        </span>
      )}
      {total.unpricedCalls > 0 && <span>{counted(total.unpricedCalls, "call")} without a price</span>}
    </KpiCard>
  );
}

/** Budget, utilisation and forecast: of the running month only, since limits are what they are now. */
function Limits({ costs: { total, budget, forecast }, period }: OfMonth) {
  const spent = BigInt(total.costNanos);
  const limit = budget && BigInt(budget.limitNanos);
  const month = forecast?.month;
  return (
    <>
      <KpiCard name="Budget" period={period} value={limit ? formatDollars(limit) : "–"}>
        <span>{limit ? "The organisation’s monthly limit, the lowest" : "No monthly limit of the organisation"}</span>
      </KpiCard>
      <KpiCard
        name="Utilisation"
        period={period}
        value={(limit && spentPercentText(spent, limit, total.unpricedCalls)) || "–"}
      >
        {limit && !isUnpriced(spent, total.unpricedCalls) && <BudgetStatusText spent={spent} limit={limit} />}
        {!limit && <span>Needs a limit</span>}
      </KpiCard>
      <KpiCard name="Forecast" period={period} value={month ? projectedText(BigInt(month.projectedNanos)) : "–"}>
        <span>{month ? rangeText(month) : needsText(forecast ?? { daysNeeded: 7, daysOfData: 0 })}</span>
      </KpiCard>
    </>
  );
}

/** What a month that is over was used for. */
function Use({ costs: { total }, period }: OfMonth) {
  const perJob = total.jobCount > 0 ? BigInt(total.costNanos) / BigInt(total.jobCount) : null;
  return (
    <>
      <KpiCard
        name="Tokens"
        period={period}
        value={formatTokens(total.totalTokens)}
        exact={counted(total.totalTokens, "token")}
      >
        <span>
          {formatTokens(total.inputTokens)} in, {formatTokens(total.outputTokens)} out
        </span>
      </KpiCard>
      <KpiCard name="Agent Jobs" period={period} value={formatExact(total.jobCount)}>
        {total.failedJobs > 0 && <span>{formatExact(total.failedJobs)} failed</span>}
      </KpiCard>
      <KpiCard
        name="Cost per Job"
        period={period}
        {...(perJob === null ? { value: "–" } : spendParts(perJob, total.unpricedCalls, formatUnitCost))}
      >
        <span>All spend by the jobs that ended</span>
      </KpiCard>
    </>
  );
}

function Budget({ costs: { total, budget, month }, canSetLimit }: { costs: CompanyMonth; canSetLimit: boolean }) {
  const spent = BigInt(total.costNanos);
  const limit = budget && BigInt(budget.limitNanos);
  return (
    <Card aria-labelledby="company-budget" className="pb-4">
      <CardHeader
        id="company-budget"
        title="Monthly Budget"
        scope={
          limit
            ? `${nameOfMonth(month)}, ${budgetValueText(spent, limit, total.unpricedCalls)}`
            : "The organisation has no monthly limit. Projects, agents and runs may have their own."
        }
      >
        <Link href="/dashboard/budgets" className={buttonClass()}>
          {limit || !canSetLimit ? "View Budgets" : "Set a Budget"}
        </Link>
      </CardHeader>
      {limit && (
        <div className="px-4 pt-3 sm:px-5">
          <LimitMeter
            label="Monthly Budget Used"
            used={spent}
            limit={limit}
            valueText={budgetValueText(spent, limit, total.unpricedCalls)}
          />
          <p className="mt-1 text-[0.8125rem] text-ink-muted">
            {spent < limit
              ? `${formatExactDollars(limit - spent)} left of ${formatExactDollars(limit)}.`
              : `Over by ${formatExactDollars(spent - limit)}.`}
          </p>
        </div>
      )}
    </Card>
  );
}
