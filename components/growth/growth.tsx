"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryState } from "nuqs";
import type { Comparison } from "#components/ai-cost/ai-cost-data.ts";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { MonthBars } from "#components/charts/month-bars.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { productHref } from "#components/shell/product-path.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { DeltaText, KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { counted, formatExact, formatTokens } from "#server/money/format.ts";
import { spendParts, spendText } from "#server/money/spend-text.ts";
import { monthLabel } from "#server/time/label.ts";
import { GrowthTable } from "./growth-table.tsx";
import { growthUrl, type Measure } from "./growth-url.ts";
import { type Figures, known, type MonthGrowth, monthGrowth } from "./month-growth.ts";
import { RevenueCards } from "./revenue-cards.tsx";
import { hasRevenue, revenueFigures } from "./revenue-figures.ts";
import { RevenuePanel } from "./revenue-panel.tsx";

const measureOptions: { value: Measure; label: string }[] = [
  { value: "spend", label: "Spend" },
  { value: "jobs", label: "Jobs" },
  { value: "tokens", label: "Tokens" },
  { value: "cost-per-job", label: "Cost per Job" },
];

type GrowthProps = { projectId: string; projectName: string; canEditRevenue: boolean };

/** What one product earns beside what its agents cost, and how it grows from month to month. */
export function Growth({ projectId, projectName, canEditRevenue }: GrowthProps) {
  return (
    <>
      <PageHeader title="Revenue & Growth" subtitle={projectName} />
      <PanelBoundary name="Growth" skeleton={<TableSkeleton rows={12} />} framed>
        <GrowthPanel projectId={projectId} canEditRevenue={canEditRevenue} />
      </PanelBoundary>
    </>
  );
}

function GrowthPanel({ projectId, canEditRevenue }: Omit<GrowthProps, "projectName">) {
  const trpc = useTRPC();
  const { data: trend } = useSuspenseQuery(trpc.growth.getMonthlyGrowth.queryOptions({ projectId }));
  const { data: summary } = useSuspenseQuery(trpc.aiCost.getMonthlySummary.queryOptions({ projectId }));
  const [measure, setMeasure] = useQueryState("measure", growthUrl.measure);
  const months = monthGrowth(trend, summary);
  const current = months.at(-1);
  const first = months[0];
  const compared = summary.comparison;
  const enterable = revenueFigures(trend, summary.month);
  const shown = enterable.filter(({ month }) => months.some((one) => one.month === month));
  const revenue = (
    <>
      {hasRevenue(shown) && <RevenueCards months={shown} />}
      <RevenuePanel projectId={projectId} months={shown} enterable={enterable} canEdit={canEditRevenue} />
    </>
  );
  if (months.every(({ figures }) => figures.jobs === 0n && figures.tokens === 0n && figures.spend === 0n)) {
    return (
      <div className="flex flex-col gap-4">
        {revenue}
        <Card aria-label="Growth">
          <EmptyState
            title="No calls recorded yet."
            action={
              <Link href={productHref(projectId, "ai-cost")} className={buttonClass()}>
                Open AI Cost & Budget
              </Link>
            }
          >
            Growth shows from the first month with calls: spend, jobs, tokens and cost per job, each against the month
            before.
          </EmptyState>
        </Card>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {revenue}
      {current && <GrowthCards current={current} comparison={compared} />}
      <Card aria-labelledby="month-on-month" className="overflow-hidden">
        <CardHeader
          id="month-on-month"
          title="Month on Month"
          scope={
            first &&
            `${monthLabel(first.month)} – ${monthLabel(summary.month)}, each against the month before; the running one by whole days${compared ? `, ${compared.current.label} against ${compared.previous.label}` : ""}`
          }
        >
          <SegmentedControl label="Measure" options={measureOptions} value={measure} onValueChange={setMeasure} />
        </CardHeader>
        <div className="px-4 pt-5 pb-5 sm:px-5">
          <MonthBars
            months={months.map(({ month, running, figures }) => ({ month, running, ...measured(figures, measure) }))}
          />
        </div>
        <GrowthTable months={months} />
      </Card>
    </div>
  );
}

/** A figure as a height for its bar and in words. */
function measured(figures: Figures, measure: Measure): { value: number; text: string } {
  switch (measure) {
    case "spend":
      return { value: Number(figures.spend), text: spendText(figures.spend, figures.unpricedCalls) };
    case "jobs":
      return { value: Number(figures.jobs), text: formatExact(figures.jobs) };
    case "tokens":
      return { value: Number(figures.tokens), text: formatTokens(figures.tokens) };
    case "cost-per-job":
      return figures.costPerJob === null
        ? { value: 0, text: "–" }
        : { value: Number(figures.costPerJob), text: spendText(figures.costPerJob, figures.unpricedCalls) };
  }
}

function GrowthCards({ current, comparison }: { current: MonthGrowth; comparison: Comparison }) {
  const { figures, growth } = current;
  const period = `${monthLabel(current.month)} so far`;
  const delta = (pick: (figures: Figures) => bigint | null) => {
    const now = growth && pick(growth.now);
    const before = growth && pick(growth.before);
    if (!comparison || now === null || before === null) return <span>Nothing to compare yet</span>;
    const { current: days, previous } = comparison;
    return (
      <span title={`${days.label} against ${previous.label}, whole days`}>
        <DeltaText current={now} previous={before} shown={pick(figures) ?? now} against={previous.label} />
      </span>
    );
  };
  return (
    <KpiGrid>
      <KpiCard name="Spend" period={period} {...spendParts(figures.spend, figures.unpricedCalls)}>
        {delta((one) => known(one.spend, one))}
      </KpiCard>
      <KpiCard name="Agent Jobs" period={period} value={formatExact(figures.jobs)}>
        {delta(({ jobs }) => jobs)}
      </KpiCard>
      <KpiCard
        name="Token Usage"
        period={period}
        value={formatTokens(figures.tokens)}
        exact={counted(figures.tokens, "token")}
      >
        {delta(({ tokens }) => tokens)}
      </KpiCard>
      <KpiCard
        name="Cost per Job"
        period={period}
        {...(figures.costPerJob === null ? { value: "–" } : spendParts(figures.costPerJob, figures.unpricedCalls))}
      >
        {delta((one) => known(one.costPerJob, one))}
      </KpiCard>
    </KpiGrid>
  );
}
