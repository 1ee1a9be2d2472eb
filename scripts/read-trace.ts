import { readCharges } from "#server/ingest/import/read-charges.ts";
import type { TraceDay } from "#server/projections/backtest.ts";
import { listDays } from "#server/time/range.ts";
import { dayKey } from "#server/time/window.ts";

/** What the calls of a trace came to, and how many of them have no price. */
export type TraceCalls = { days: TraceDay[]; calls: number; unpriced: number };
export type TraceOptions = Parameters<typeof readCharges>[1];

/**
 * The calls of a file or folder by UTC day and hour, from the first to the last day, days without a call included.
 * @throws AppError where it does not exist or the options do not fit.
 */
export async function readTrace(path: string, options: TraceOptions): Promise<TraceCalls> {
  const hours = new Map<string, bigint[]>();
  let [calls, unpriced] = [0, 0];
  for await (const { occurredAt, costNanos } of readCharges([path], options)) {
    calls++;
    if (costNanos === null) unpriced++;
    const date = dayKey(occurredAt);
    const day = hours.get(date) ?? Array<bigint>(24).fill(0n);
    const hour = occurredAt.getUTCHours();
    day[hour] = (day[hour] ?? 0n) + (costNanos ?? 0n);
    hours.set(date, day);
  }
  const dates = [...hours.keys()].sort();
  const [first, last] = [dates[0], dates.at(-1)];
  const all = first && last ? listDays({ first, last }) : [];
  const days = all.map((date) => ({ date, hours: hours.get(date) ?? Array<bigint>(24).fill(0n) }));
  return { days, calls, unpriced };
}
