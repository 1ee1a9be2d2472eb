import { dayKey, dayMs, monthFromKey } from "#server/time/window.ts";

/** Where the month ends if the rest of it goes as it went so far. */
export type Pace = { monthEndNanos: bigint; passesOn: string | null };

/**
 * Straight-line pace: spend so far divided by the time passed, over the whole month. Null in the month’s first day, when a
 * few calls would be taken for a habit, and for a month that is not running. `passesOn` is the UTC day on which the limit
 * is reached, null if that is not this month or has already happened.
 */
export function paceOf(spent: bigint, limit: bigint | null, month: string, now: Date): Pace | null {
  const { start, end } = monthFromKey(month);
  const elapsed = now.getTime() - start.getTime();
  const whole = end.getTime() - start.getTime();
  if (elapsed < dayMs || elapsed >= whole) return null;
  const monthEndNanos = (spent * BigInt(whole)) / BigInt(elapsed);
  if (limit === null || spent === 0n || limit <= spent || limit > monthEndNanos)
    return { monthEndNanos, passesOn: null };
  const passesAt = start.getTime() + Number((limit * BigInt(elapsed)) / spent);
  return { monthEndNanos, passesOn: dayKey(new Date(Math.min(passesAt, end.getTime() - 1))) };
}
