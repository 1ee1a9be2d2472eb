import { KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import { formatDollars, formatExact, formatShare } from "#server/money/format.ts";
import { isUnpriced, spendParts, spendText } from "#server/money/spend-text.ts";
import { monthLabel } from "#server/time/label.ts";
import { movedText, type RevenueMonth } from "./revenue-figures.ts";
import { costShareText } from "./revenue-table.tsx";

/** The last month of which the revenue (or else the units) is known: what it earned, and what its agents cost of that. */
export function RevenueCards({ months }: { months: readonly RevenueMonth[] }) {
  const earned = months.findLastIndex(({ revenue }) => revenue !== null);
  const index = earned >= 0 ? earned : months.findLastIndex(({ units }) => units !== null);
  const month = months[index];
  const before = months[index - 1];
  if (!month) return null;
  const period = `${monthLabel(month.month)}${month.running ? " so far" : ""}`;
  const moved = (pick: (month: RevenueMonth) => bigint | null) => {
    const text = movedText(months, index, pick);
    return <span>{text && before ? `${text} vs ${monthLabel(before.month)}` : "Nothing to compare yet"}</span>;
  };
  const { revenue, cost, unpricedCalls, margin, costPerUnit, units } = month;
  return (
    <KpiGrid>
      <KpiCard name="Revenue" period={period} value={revenue === null ? "–" : formatDollars(revenue)}>
        {moved((one) => one.revenue)}
      </KpiCard>
      <KpiCard name="AI Cost of Revenue" period={period} value={costShareText(month)}>
        <span>{isUnpriced(cost, unpricedCalls) ? "Unpriced" : `${spendText(cost, unpricedCalls)} on AI`}</span>
      </KpiCard>
      <KpiCard
        name="Margin After AI Cost"
        period={period}
        value={margin === null ? "–" : formatDollars(margin)}
        bad={margin !== null && margin < 0n}
      >
        <span>
          {margin !== null && revenue !== null && revenue > 0n && margin >= 0n
            ? `${formatShare(margin, revenue)} of revenue`
            : "Revenue less AI cost"}
        </span>
      </KpiCard>
      <KpiCard
        name="AI Cost per Unit"
        period={period}
        {...(costPerUnit === null ? { value: "–" } : spendParts(costPerUnit, unpricedCalls))}
      >
        {units === null ? <span>No units entered</span> : <span>{formatExact(units)} units</span>}
        {costPerUnit !== null && moved((one) => one.costPerUnit)}
      </KpiCard>
    </KpiGrid>
  );
}
