"use client";

import { useState } from "react";
import { BarChart } from "#components/charts/bar-chart.tsx";
import type { Bar } from "#components/charts/bar-data.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { counted, dollarColumn, formatExact, formatTokens } from "#server/money/format.ts";
import { isUnpriced, spendText } from "#server/money/spend-text.ts";
import { dayLabel, rangeLabel, shortRangeLabel } from "#server/time/label.ts";
import type { AgentAnalytics } from "./agent-data.ts";
import { trendSentence } from "./trend-words.ts";

type CostTrendProps = { agentId: string; analytics: AgentAnalytics; onShowAll: (() => void) | undefined };

/** What the agent cost day by day, as bars and as a table, and whether it rises. */
export function CostTrend({ agentId, analytics, onShowAll }: CostTrendProps) {
  const [asTable, setAsTable] = useState(false);
  const { total, trend } = analytics;
  const dates = { first: analytics.from, last: analytics.to };
  const cost = BigInt(total.costNanos);
  return (
    <Card as="figure" aria-labelledby="cost-trend" className="pb-4">
      <CardHeader id="cost-trend" title="Daily Cost" scope={rangeLabel(dates)}>
        {total.calls > 0 && (
          <>
            <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              View as Table
            </Button>
            <ExportButton table="agent-days" query={{ agentId, range: analytics.range }} />
          </>
        )}
      </CardHeader>
      {total.calls === 0 && total.jobCount === 0 ? (
        <EmptyState
          title={`No spend from ${shortRangeLabel(dates).replace(" – ", " to ")}.`}
          action={onShowAll && <Button onClick={onShowAll}>Show Last 90 Days</Button>}
        />
      ) : (
        <>
          <p className="max-w-[100ch] px-4 pt-3 text-ink-muted text-pretty sm:px-5">{trendSentence(trend)}</p>
          {!asTable && !isUnpriced(cost, total.unpricedCalls) && (
            <div className="px-4 pt-4 sm:px-5">
              <Chart analytics={analytics} />
            </div>
          )}
          <div className={asTable || isUnpriced(cost, total.unpricedCalls) ? "pt-3" : "hidden pt-3 print:block"}>
            <DaysTable analytics={analytics} />
          </div>
        </>
      )}
    </Card>
  );
}

const series = [{ key: "cost", label: "Cost", colour: "var(--series-1)" }];

function Chart({ analytics: { days, to } }: { analytics: AgentAnalytics }) {
  const column = dollarColumn(days.map((day) => BigInt(day.costNanos)));
  const bars = days.map((day): Bar => {
    return { key: day.date, tick: dayLabel(day.date), parts: [day.cost], pending: day.date === to };
  });
  return (
    <BarChart
      label="Daily Cost"
      bars={bars}
      series={series}
      showPrevious={false}
      describe={(index) => {
        const day = days[index];
        if (!day) return "";
        const cost = spendText(BigInt(day.costNanos), day.unpricedCalls, column);
        const tokens = `${counted(day.inputTokens, "input token", formatTokens)}, ${counted(day.outputTokens, "output token", formatTokens)}`;
        return `${dayLabel(day.date, { year: true })}: ${cost}, ${tokens}, ${counted(day.jobCount, "job")}`;
      }}
      renderTooltip={(index) => {
        const day = days[index];
        return day && <Tooltip day={day} isToday={day.date === to} />;
      }}
    />
  );
}

type Day = AgentAnalytics["days"][number];

function Tooltip({ day, isToday }: { day: Day; isToday: boolean }) {
  const figures = [
    ["Input Tokens", formatTokens(day.inputTokens)],
    ["Output Tokens", formatTokens(day.outputTokens)],
    ["Jobs", formatExact(day.jobCount)],
  ];
  return (
    <>
      <p className="font-medium">
        {dayLabel(day.date, { year: true })}
        {isToday && <span className="font-normal text-ink-muted"> · so far</span>}
      </p>
      <p className="mt-0.5 font-semibold text-base">{spendText(BigInt(day.costNanos), day.unpricedCalls)}</p>
      <dl className="mt-2 grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
        {figures.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-muted">{name}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function DaysTable({ analytics: { days, total } }: { analytics: AgentAnalytics }) {
  const money = dollarColumn([...days.map((day) => BigInt(day.costNanos)), BigInt(total.costNanos)]);
  const cost = (of: Day | AgentAnalytics["total"]) => (
    <Cost nanos={BigInt(of.costNanos)} unpricedCalls={of.unpricedCalls} money={money} />
  );
  const columns: TableColumn<Day>[] = [
    { id: "date", header: "Date", cell: (day) => dayLabel(day.date, { year: true }), total: "Total" },
    { id: "cost", header: "Cost", numeric: true, cell: cost, total: cost(total) },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (day) => <Tokens count={day.inputTokens} />,
      total: <Tokens count={total.inputTokens} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (day) => <Tokens count={day.outputTokens} />,
      total: <Tokens count={total.outputTokens} />,
    },
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      cell: (day) => formatExact(day.jobCount),
      total: formatExact(total.jobCount),
    },
  ];
  return <DataTable label="Daily Cost" columns={columns} rows={days} rowKey={(day) => day.date} />;
}
