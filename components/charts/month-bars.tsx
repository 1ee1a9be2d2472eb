import { monthLabel } from "#server/time/label.ts";

type MonthBar = { month: string; value: number; text: string; running: boolean };

/** One upright bar a month, in plain CSS. The figures stand on the bars and again in the table beneath. */
export function MonthBars({ months }: { months: readonly MonthBar[] }) {
  const most = Math.max(...months.map((month) => month.value), Number.MIN_VALUE);
  return (
    <ol className="grid h-52 auto-cols-fr grid-flow-col">
      {months.map((month) => (
        <li key={month.month} className="flex min-w-0 flex-col">
          <span className="flex flex-1 flex-col justify-end border-line-strong border-b px-1 sm:px-3">
            <span className="mb-1 text-center font-medium text-xs tabular-nums max-sm:text-[0.625rem]">
              {month.text}
            </span>
            <span
              aria-hidden="true"
              className={`mx-auto w-full max-w-24 rounded-t-[3px] bg-(--series-1) ${month.running ? "hatch" : ""}`}
              style={{ height: `${(month.value / most) * 84}%` }}
            />
          </span>
          <span className="flex h-6 items-end justify-center text-ink-muted text-xs max-sm:text-[0.6875rem]">
            <span aria-hidden="true" className="sm:hidden">
              {monthLabel(month.month).slice(0, 3)}
            </span>
            <span className="max-sm:sr-only">{monthLabel(month.month)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
