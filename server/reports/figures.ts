import { addUsage, noUsage, type Usage } from "#server/ledger/queries.ts";
import { toDollars } from "#server/money/amount.ts";
import type { DayRange } from "#server/time/range.ts";

/** An amount as reports give it: dollars to draw with, nano-dollars to count with. */
export type Cost = { cost: number; costNanos: string };

export function costOf(nanos: bigint): Cost {
  return { cost: toDollars(nanos), costNanos: nanos.toString() };
}

/** The figures of one stretch of time. */
export type Figures = Cost & { totalTokens: number; jobCount: number };

/** Token sums stay below 2^53 (nine quadrillion), so they are given as JSON numbers. */
export function figuresOf(usage: Usage): Figures {
  return { ...costOf(usage.costNanos), totalTokens: tokensOf(usage), jobCount: usage.jobs };
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
