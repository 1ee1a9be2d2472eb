import type { Bar, BarSeries } from "#components/charts/bar-data.ts";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { Swatch } from "#components/ui/swatch.tsx";
import { formatDelta, formatDollars, formatExact, formatTokens } from "#server/money/format.ts";
import { isUnpriced, spendText } from "#server/money/spend-text.ts";
import { dayLabel } from "#server/time/label.ts";
import type { DailySpend } from "./ai-cost-data.ts";
import { unusualText } from "./day-words.ts";

type DailySpendTooltipProps = {
  spend: DailySpend;
  index: number;
  series: readonly BarSeries[];
  bar: Bar | undefined;
  today: string;
  compare: boolean;
};

/** One day: date, cost and its change, tokens, jobs, and its groups where the chart is grouped. */
export function DailySpendTooltip({ spend, index, series, bar, today, compare }: DailySpendTooltipProps) {
  const day = spend.days[index];
  if (!day) return null;
  const cost = BigInt(day.costNanos);
  const before = spend.previous.days[index];
  const costBefore = BigInt(before?.costNanos ?? 0);
  const unpricedBefore = before?.unpricedCalls ?? 0;
  const running = day.date === today;
  return (
    <>
      <p className="font-medium">
        {dayLabel(day.date, { year: true })}
        {running && <span className="font-normal text-ink-muted"> · so far</span>}
      </p>
      <p className="mt-0.5 font-semibold text-base">{spendText(cost, day.unpricedCalls)}</p>
      {compare &&
        before &&
        !running &&
        !isUnpriced(cost, day.unpricedCalls) &&
        !isUnpriced(costBefore, unpricedBefore) && (
          <p className="text-ink-muted">
            {formatDelta(cost, costBefore).text} vs {dayLabel(before.date)}
          </p>
        )}
      {day.unusual && <p className="mt-1 text-near-limit-ink">{capital(unusualText(day.unusual))}.</p>}
      {running && bar?.projected && (
        <p className="mt-1">Projected {formatDollars(nanosOfDrawn(bar.projected.value))} by its end</p>
      )}
      <dl className="mt-2 grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
        {series.length > 1 &&
          series.map((one, part) => {
            const value = bar?.parts[part] ?? 0;
            if (value <= 0) return null;
            return (
              <div key={one.key} className="contents">
                <dt className="flex min-w-0 items-center gap-1.5">
                  <Swatch colour={one.colour} hatched={one.hatched} />
                  <span className="truncate">{one.label}</span>
                </dt>
                <dd className="text-right">
                  {spendText(nanosOfDrawn(value), day.groups?.find(({ key }) => key === one.key)?.unpricedCalls ?? 0)}
                </dd>
              </div>
            );
          })}
        {day.groups
          ?.filter((group) => isUnpriced(BigInt(group.costNanos), group.unpricedCalls))
          .map(({ key }) => (
            <div key={key} className="contents">
              <dt className="truncate">{spend.groups.find((group) => group.key === key)?.label ?? key}</dt>
              <dd className="text-right">Unpriced</dd>
            </div>
          ))}
        <dt className="text-ink-muted">Tokens</dt>
        <dd className="text-right">{formatTokens(day.totalTokens)}</dd>
        <dt className="text-ink-muted">Jobs</dt>
        <dd className="text-right">{formatExact(day.jobCount)}</dd>
      </dl>
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
