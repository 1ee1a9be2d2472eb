import { addUsage, noUsage, type Usage } from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import type { DayRange } from "#server/time/range.ts";
import type { MonthPeriod } from "./period.ts";

/** An amount as reports give it: dollars to draw with, nano-dollars to count with. */
export type Cost = { cost: number; costNanos: string };

export function costOf(nanos: bigint): Cost {
  return { cost: toDollars(nanos), costNanos: nanos.toString() };
}

/** The figures of one stretch of time. Where calls are unpriced, the cost is the least it can be. */
export type Figures = Cost & { totalTokens: number; jobCount: number; unpricedCalls: number };

/** Token sums stay below 2^53 (nine quadrillion), so they are given as JSON numbers. */
export function figuresOf(usage: Usage): Figures {
  return {
    ...costOf(usage.costNanos),
    totalTokens: tokensOf(usage),
    jobCount: usage.jobs,
    unpricedCalls: Number(usage.unpricedCalls),
  };
}

export function tokensOf(usage: Usage): number {
  return Number(usage.inputTokens + usage.outputTokens);
}

export function sumUsage(rows: readonly Usage[]): Usage {
  return rows.reduce(addUsage, noUsage);
}

/** The rows that start within the range. */
export function within<Row extends { start: string }>(rows: readonly Row[], range: DayRange): Row[] {
  return rows.filter((row) => row.start >= range.first && row.start <= range.last);
}

/** Share of a total in percent; 0 where there is no total. For drawing and showing only. */
export function share(part: bigint, total: bigint): number {
  return total === 0n ? 0 : (toDollars(part) / toDollars(total)) * 100;
}

/**
 * The two equal stretches of whole days that a period is compared by, in sum. Null where no whole day has passed yet.
 * `days` are those of the whole: the project's or the agent's, of both stretches.
 */
export function comparisonOf(
  { compared }: Pick<MonthPeriod, "compared">,
  days: readonly (Usage & { start: string })[],
) {
  const sumOf = (range: DayRange) => ({
    from: range.first,
    to: range.last,
    label: shortRangeLabel(range),
    ...figuresOf(sumUsage(within(days, range))),
  });
  return compared && { current: sumOf(compared.current), previous: sumOf(compared.previous) };
}

/** The dearest first; equal ones by name, so that the order never changes by itself. */
export function byCost<Row extends { costNanos: bigint }>(nameOf: (row: Row) => string) {
  return (a: Row, b: Row): number => {
    if (a.costNanos !== b.costNanos) return a.costNanos > b.costNanos ? -1 : 1;
    return nameOf(a) < nameOf(b) ? -1 : 1;
  };
}
