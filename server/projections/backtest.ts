import { dayFromKey, dayKey, dayMs, hourMs, monthWindow } from "#server/time/window.ts";
import { meanOf } from "./mean-of.ts";
import { type Estimate, projectSpend } from "./project-spend.ts";
import { daysBack, shareDays } from "./spend-history.ts";

/** A UTC day of a trace: what each of its 24 hours cost, in nano-dollars. */
export type TraceDay = { date: string; hours: readonly bigint[] };

/** A projection of a window that has ended since, in nano-dollars: what it came to, and what its run rate said. */
export type Backtested = Estimate & { actual: bigint; runRate: number; held: boolean };

/** What was projected on one day of a trace; null for a window that the trace does not hold to its end. */
export type BacktestDay = { date: string; day: Backtested | null; week: Backtested | null; month: Backtested | null };

/**
 * Projects every day of a trace at an hour (UTC, 1 to 23) with nothing but what was known then, and holds it against what
 * came. Days of less than a week's history have none. The run rate is what was spent in the window so far, or since the trace
 * began, over the time it took, to the end of the window. `trace` are consecutive days.
 */
export function backtest(trace: readonly TraceDay[], hour: number): BacktestDay[] {
  const totals = trace.map(({ hours }) => sum(hours));
  const before = trace.map(({ hours }) => sum(hours.slice(0, hour)));
  const byNow = (index: number) => {
    const known = Array.from({ length: Math.min(index, shareDays) }, (_, back) => index - 1 - back);
    const shares = known.flatMap((day) => (totals[day] ? [Number(before[day]) / Number(totals[day])] : []));
    const share = meanOf(shares);
    const squares = shares.reduce((sum, value) => sum + (value - share) ** 2, 0);
    const error = Math.sqrt(squares / (shares.length - 1) / shares.length);
    // The hour begins just then.
    return shares.length < 2 ? undefined : { from: share, to: share, error };
  };

  return trace.flatMap(({ date }, index) => {
    const now = new Date(dayFromKey(date).start.getTime() + hour * hourMs);
    const usual = byNow(index);
    const days = totals.slice(Math.max(0, index - daysBack), index);
    const projection = projectSpend({ days, today: before[index] ?? 0n, ...(usual && { byNow: usual }) }, now);
    if (!projection) return [];
    const held = (estimate: Estimate, first: number, last: number): Backtested | null => {
      if (last >= trace.length) return null;
      const actual = sum(totals.slice(Math.max(0, first), last + 1));
      const elapsed = index - Math.max(0, first) + hour / 24;
      const runRate = (Number(estimate.spent) / elapsed) * (elapsed + last - index + 1 - hour / 24);
      return { ...estimate, actual, runRate, held: estimate.low <= actual && actual <= estimate.high };
    };
    const { start, end } = monthWindow(now);
    const weekday = (now.getUTCDay() + 6) % 7;
    const daysLeft = Math.round((end.getTime() - dayFromKey(dayKey(now)).end.getTime()) / dayMs);
    const daysGone = Math.floor((now.getTime() - start.getTime()) / dayMs);
    return {
      date,
      day: held(projection.day, index, index),
      week: held(projection.week, index - weekday, index - weekday + 6),
      month: held(projection.month, index - daysGone, index + daysLeft),
    };
  });
}

/** How well one kind of window was projected. Errors are sums of absolute errors over the sum of what came, as parts of 1. */
export type BacktestTotal = { count: number; error: number; runRateError: number; held: number };

/** The totals of a kind of window over days of one trace. */
export function backtestTotal(days: readonly BacktestDay[], window: "day" | "week" | "month"): BacktestTotal {
  const of = days.flatMap((day) => day[window] ?? []);
  const actual = of.reduce((total, { actual }) => total + Number(actual), 0);
  const part = (errorOf: (day: Backtested) => number) =>
    actual === 0 ? 0 : of.reduce((total, day) => total + Math.abs(errorOf(day)), 0) / actual;
  return {
    count: of.length,
    error: part(({ amount, actual }) => Number(amount - actual)),
    runRateError: part(({ runRate, actual }) => runRate - Number(actual)),
    held: of.length === 0 ? 0 : of.filter(({ held }) => held).length / of.length,
  };
}

/** Several traces together, each day counting alike however much was spent on it. */
export function overTraces(totals: readonly BacktestTotal[]): BacktestTotal {
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  const mean = (of: (total: BacktestTotal) => number) =>
    count === 0 ? 0 : totals.reduce((sum, total) => sum + total.count * of(total), 0) / count;
  return {
    count,
    error: mean(({ error }) => error),
    runRateError: mean(({ runRateError }) => runRateError),
    held: mean(({ held }) => held),
  };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
