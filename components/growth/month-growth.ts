import type { ComparedDays, MonthlySummary } from "#components/ai-cost/ai-cost-data.ts";
import { isUnpriced } from "#server/money/spend-text.ts";
import type { GrowthPoint } from "./revenue-figures.ts";

/** The figures that grow. Spend and cost per job in nano-dollars; no cost per job in a month without jobs. */
export type Figures = {
  spend: bigint;
  jobs: bigint;
  tokens: bigint;
  costPerJob: bigint | null;
  /** Calls without a price: the two amounts are the least they can be. */
  unpricedCalls: number;
};

/** An amount that can be held against another one: null where no price is known. */
export function known(amount: bigint | null, { spend, unpricedCalls }: Figures): bigint | null {
  return isUnpriced(spend, unpricedCalls) ? null : amount;
}

/**
 * A month, and the two sides of its growth: all of it against the month before, or, while it runs, its whole days against
 * as many of the month before. Null where there is nothing to hold it against.
 */
export type MonthGrowth = {
  month: string;
  running: boolean;
  figures: Figures;
  growth: { now: Figures; before: Figures } | null;
};

const fewestMonths = 6;

function figuresOf({
  costNanos,
  jobCount,
  totalTokens,
  unpricedCalls,
}: Omit<ComparedDays, "from" | "to" | "label" | "cost">): Figures {
  const spend = BigInt(costNanos);
  const jobs = BigInt(jobCount);
  return { spend, jobs, tokens: BigInt(totalTokens), costPerJob: jobs > 0n ? spend / jobs : null, unpricedCalls };
}

/**
 * Months in order with their growth. Months before the first that has anything are left out, as long as six remain.
 * Cost per job is rounded down to the nano-dollar.
 */
export function monthGrowth(
  months: readonly GrowthPoint[],
  { month: runningMonth, comparison }: Pick<MonthlySummary, "month" | "comparison">,
): MonthGrowth[] {
  const begun = months.findIndex(
    ({ costNanos, jobCount, totalTokens, revenueNanos, units }) =>
      costNanos !== "0" || jobCount > 0 || totalTokens > 0 || revenueNanos !== null || units !== null,
  );
  const from = Math.max(0, Math.min(begun < 0 ? months.length : begun, months.length - fewestMonths));
  return months
    .map((point, index): MonthGrowth => {
      const figures = figuresOf(point);
      const running = point.month === runningMonth;
      const before = months[index - 1];
      const whole = before && { now: figures, before: figuresOf(before) };
      const part = comparison && { now: figuresOf(comparison.current), before: figuresOf(comparison.previous) };
      return { month: point.month, running, figures, growth: (running ? part : whole) ?? null };
    })
    .slice(from);
}
