import { type Backtested, type BacktestTotal, backtestTotal, overTraces } from "#server/projections/backtest.ts";
import type { Trace } from "./backtest.ts";

const windows = ["day", "week", "month"] as const;

/** The tables of a backtest: every day of every trace, the totals of each, and those over all. */
export function backtestText(traces: readonly Trace[]): string {
  const scored = traces.filter(({ result }) => result.length > 0);
  const parts = traces.flatMap((trace) => [...traceLines(trace), ""]);
  if (scored.length > 1) {
    const over = (window: (typeof windows)[number]) =>
      overTraces(scored.map(({ result }) => backtestTotal(result, window)));
    parts.push(`All ${scored.length} traces, each day counting alike`, ...totalLines(over), "");
  }
  parts.push(
    "Error: sum of absolute errors over the sum of what came. Run rate: what was spent in the window so far, over the time it",
    "took, to its end. Held: how often what came was inside the 80 % range. —: the trace ends before the window does.",
  );
  return parts.join("\n");
}

function traceLines({ path, days, calls, unpriced, result, problem }: Trace): string[] {
  if (problem) return [path, `  ${problem}`];
  const title = `${path}: ${calls.toLocaleString("en-US")} calls on ${days.length} days${unpriced ? `, ${unpriced.toLocaleString("en-US")} without a price` : ""}`;
  if (calls === 0) return [`${path}: no calls in a format that is known`];
  if (result.length === 0) return [title, "  Needs 8 days: 7 of history and one to project."];
  const header = `${"".padEnd(10)}${windows.map((window) => `  ${`${window}: came`.padStart(13)}  projected   run rate held`).join("")}`;
  const lines = result.map(({ date, ...of }) => `${date}${windows.map((window) => cells(of[window])).join("")}`);
  return [title, header, ...lines, ...totalLines((window) => backtestTotal(result, window))];
}

function cells(of: Backtested | null): string {
  if (!of) return `  ${"—".padStart(13)}  ${"—".padStart(9)}  ${"—".padStart(9)}   — `;
  const error = (value: number) => signed(value - Number(of.actual));
  return `  ${dollars(Number(of.actual)).padStart(13)}  ${error(Number(of.amount)).padStart(9)}  ${error(of.runRate).padStart(9)}  ${of.held ? "yes" : " no"}`;
}

function totalLines(totalOf: (window: (typeof windows)[number]) => BacktestTotal): string[] {
  return [
    `  ${"".padEnd(8)}${["projections", "error", "run rate", "held"].map((name) => name.padStart(13)).join("")}`,
    ...windows.map((window) => {
      const { count, error, runRateError, held } = totalOf(window);
      const figures = [String(count), percent(error), percent(runRateError), percent(held)];
      return `  ${window.padEnd(8)}${figures.map((figure) => figure.padStart(13)).join("")}`;
    }),
  ];
}

const dollars = (nanos: number): string => `$${(nanos / 1e9).toFixed(2)}`;
const signed = (nanos: number): string => `${nanos < 0 ? "−" : "+"}${Math.abs(nanos / 1e9).toFixed(2)}`;
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
