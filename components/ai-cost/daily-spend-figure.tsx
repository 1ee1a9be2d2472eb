"use client";

import { BarChart } from "#components/charts/bar-chart.tsx";
import type { Level } from "#components/charts/bar-data.ts";
import { nanosOfDrawn } from "#components/charts/drawn-dollars.ts";
import { Legend } from "#components/charts/legend.tsx";
import { needsText } from "#components/projections/projection-words.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { counted, dollarColumn, formatDollars, formatTokens } from "#server/money/format.ts";
import { isUnpriced, spendText } from "#server/money/spend-text.ts";
import { dayLabel, shortRangeLabel } from "#server/time/label.ts";
import type { RangePreset } from "#server/time/range.ts";
import type { DailySpend } from "./ai-cost-data.ts";
import type { Grouping } from "./ai-cost-url.ts";
import { dailyBars, daysAhead } from "./daily-series.ts";
import { DailySpendTable } from "./daily-spend-table.tsx";
import { DailySpendTooltip } from "./daily-spend-tooltip.tsx";
import { aheadText, unusualText } from "./day-words.ts";
import { DaysAheadTable } from "./days-ahead-table.tsx";
import { LastSpend } from "./last-spend.tsx";
import { useNeverCalled } from "./use-spend-months.ts";

/** How the reader wants to see the days. */
export type DailySpendView = {
  projectId: string;
  /** The month the range ends with; undefined for the running one. */
  month: string | undefined;
  range: RangePreset;
  by: Grouping;
  asTable: boolean;
  compare: boolean;
  today: string;
  onRangeChange: (range: RangePreset) => void;
};

type DailySpendFigureProps = DailySpendView & {
  /** May still be of the range chosen before; `by` is how it is grouped. */
  spend: DailySpend;
  /** The monthly limit spread evenly over the days of the month, in dollars. */
  budgetPace?: number;
};

/** Spend day by day over the range that ends with the month, today in the running one: its summary, the chart, and the same figures as a table. */
export function DailySpendFigure(props: DailySpendFigureProps) {
  const neverCalled = useNeverCalled(props.projectId);
  const { spend, range, by, asTable, compare, today, budgetPace } = props;
  const total = spend.days.reduce((sum, day) => sum + BigInt(day.costNanos), 0n);
  const unpricedCalls = spend.days.reduce((sum, day) => sum + day.unpricedCalls, 0);
  const dates = { first: spend.from, last: spend.to };
  if (total === 0n && spend.days.every((day) => day.totalTokens === 0)) {
    return (
      <EmptyState
        title={`No spend from ${shortRangeLabel(dates).replace(" – ", " to ")}.`}
        action={
          <span className="flex flex-wrap justify-center gap-2">
            {range !== "90d" && !neverCalled && (
              <Button onClick={() => props.onRangeChange("90d")}>Show {props.month ? "" : "Last "}90 Days</Button>
            )}
            <LastSpend projectId={props.projectId} month={props.month ?? today.slice(0, 7)} />
          </span>
        }
      />
    );
  }
  return (
    <>
      <p className="px-4 pt-3 text-ink-muted sm:px-5">
        <Summary spend={spend} total={total} unpricedCalls={unpricedCalls} />
        {spend.forecast && spend.forecast.path.length === 0 && <> No forecast yet. {needsText(spend.forecast)}</>}
      </p>
      {!asTable && !isUnpriced(total, unpricedCalls) && (
        <div className="px-4 pt-4 sm:px-5">
          <Chart spend={spend} by={by} compare={compare} today={today} budgetPace={budgetPace} />
        </div>
      )}
      <div className={asTable ? "pt-3" : "hidden pt-3 print:block"}>
        <DailySpendTable spend={spend} by={by} total={total} />
        <DaysAheadTable projectId={props.projectId} days={daysAhead(spend)} />
      </div>
    </>
  );
}

function Summary({ spend, total, unpricedCalls }: { spend: DailySpend; total: bigint; unpricedCalls: number }) {
  if (isUnpriced(total, unpricedCalls)) {
    const tokens = spend.days.reduce((sum, day) => sum + day.totalTokens, 0);
    return (
      <>
        <span className="font-semibold text-ink">Unpriced</span> in {spend.days.length} days:{" "}
        {counted(tokens, "token", formatTokens)} and no known price, so there is nothing to draw. The table has the
        tokens of each day.
      </>
    );
  }
  const highest = spend.days.reduce((most, day) => (BigInt(day.costNanos) > BigInt(most.costNanos) ? day : most));
  const average = total / BigInt(Math.max(1, spend.days.length));
  return (
    <>
      <span className="font-semibold text-ink">{spendText(total, unpricedCalls).replace(/^at/, "At")}</span> in{" "}
      {spend.days.length} days, {spendText(average, unpricedCalls)} a day on average; most on {dayLabel(highest.date)}{" "}
      with {spendText(BigInt(highest.costNanos), highest.unpricedCalls)}.
    </>
  );
}

type ChartProps = Pick<DailySpendFigureProps, "spend" | "by" | "compare" | "today" | "budgetPace">;

function Chart({ spend, by, compare, today, budgetPace }: ChartProps) {
  const { series, bars } = dailyBars(spend, by, today);
  const level: Level | undefined =
    budgetPace === undefined
      ? undefined
      : { value: budgetPace, label: `Budget pace, ${formatDollars(nanosOfDrawn(budgetPace))} a day` };
  const ahead = daysAhead(spend);
  const column = dollarColumn(spend.days.map((day) => BigInt(day.costNanos)));
  const before = { first: spend.previous.from, last: spend.previous.to };
  return (
    <>
      <BarChart
        label="Daily Spend"
        bars={bars}
        series={series}
        level={level}
        showPrevious={compare}
        describe={(index) => {
          const day = spend.days[index];
          if (!day) return aheadText(ahead[index - spend.days.length]);
          const cost = spendText(BigInt(day.costNanos), day.unpricedCalls, column);
          const unusual = day.unusual ? `, ${unusualText(day.unusual)}` : "";
          return `${dayLabel(day.date, { year: true })}: ${cost}, ${counted(day.totalTokens, "token", formatTokens)}, ${counted(day.jobCount, "job")}${unusual}`;
        }}
        renderTooltip={(index) =>
          index >= spend.days.length ? (
            <p>{aheadText(ahead[index - spend.days.length])}</p>
          ) : (
            <DailySpendTooltip
              spend={spend}
              index={index}
              series={series}
              bar={bars[index]}
              today={today}
              compare={compare}
            />
          )
        }
      />
      <div className="mt-3 pl-11">
        <Legend
          series={
            series.length > 1 || by !== "none" ? series : [{ key: "cost", label: "Spend", colour: "var(--series-1)" }]
          }
          previous={compare ? `Previous period, ${shortRangeLabel(before)}` : undefined}
          level={level}
          projected={spend.forecast?.path.length ? "Projected, with its 80% range" : undefined}
          unusual={spend.days.some((day) => day.unusual) ? "Unusually high" : undefined}
        />
      </div>
    </>
  );
}
