import { formatDelta } from "#server/money/format.ts";
import { isUnpriced } from "#server/money/spend-text.ts";

/** A month as the server gives it: exact nano-dollars as text; null where nobody said what was earned or delivered. */
export type GrowthPoint = {
  month: string;
  costNanos: string;
  totalTokens: number;
  jobCount: number;
  unpricedCalls: number;
  revenueNanos: string | null;
  units: number | null;
};

/**
 * What a month earned and delivered beside what its agents cost, in nano-dollars. `margin` is revenue less AI cost,
 * `costPerUnit` is rounded down; both null where a side is not known.
 */
export type RevenueMonth = {
  month: string;
  running: boolean;
  cost: bigint;
  unpricedCalls: number;
  revenue: bigint | null;
  units: bigint | null;
  margin: bigint | null;
  costPerUnit: bigint | null;
};

/** The same of each month. `runningMonth` is not over yet: it is never held against a whole one. */
export function revenueFigures(months: readonly GrowthPoint[], runningMonth: string): RevenueMonth[] {
  return months.map(({ month, costNanos, unpricedCalls, revenueNanos, units }) => {
    const cost = BigInt(costNanos);
    const revenue = revenueNanos === null ? null : BigInt(revenueNanos);
    const count = units === null ? null : BigInt(units);
    const isKnown = !isUnpriced(cost, unpricedCalls);
    return {
      month,
      running: month === runningMonth,
      cost,
      unpricedCalls,
      revenue,
      units: count,
      margin: revenue !== null && isKnown ? revenue - cost : null,
      costPerUnit: count !== null && count > 0n && isKnown ? cost / count : null,
    };
  });
}

/** Whether anything was said of any month. */
export const hasRevenue = (months: readonly RevenueMonth[]): boolean =>
  months.some(({ revenue, units }) => revenue !== null || units !== null);

/**
 * How a figure of a month moved against the month before: `Up 12.4%`. Null while the month runs, where either side is not
 * known, and where one is below zero, of which a percentage says nothing.
 */
export function movedText(
  months: readonly RevenueMonth[],
  index: number,
  pick: (month: RevenueMonth) => bigint | null,
): string | null {
  const [month, before] = [months[index], months[index - 1]];
  if (!month || !before || month.running) return null;
  const [now, then] = [pick(month), pick(before)];
  if (now === null || then === null || now < 0n || then < 0n) return null;
  return formatDelta(now, then).text;
}
