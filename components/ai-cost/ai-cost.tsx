"use client";

import { useQueryStates } from "nuqs";
import { MonthBooks } from "#components/books/month-books.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import type { Home } from "#components/first-run/first-run.tsx";
import { ProjectFirstRun } from "#components/first-run/project-first-run.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { LiveSpend } from "#components/ticker/live-spend.tsx";
import { Card } from "#components/ui/card.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { monthKey } from "#server/time/window.ts";
import { aiCostUrl, breakdownId } from "./ai-cost-url.ts";
import { Breakdown } from "./breakdown.tsx";
import { DailySpend } from "./daily-spend.tsx";
import { MonthPanel } from "./month-panel.tsx";
import { MonthPicker } from "./month-picker.tsx";
import { monthAsked } from "./months.ts";
import { MonthSkeleton } from "./panel-skeletons.tsx";
import { useSpendMonths } from "./use-spend-months.ts";

type AiCostProps = { home: Home; projectId: string; projectName: string; today: string; canSetLimit: boolean };

/**
 * The AI Cost & Budget page. Cards, budget and the “By …” tabs are of one calendar month; the days of the chart and the
 * months of the trend end with it. Each says its period.
 */
export function AiCost({ home, projectId, projectName, today, canSetLimit }: AiCostProps) {
  const [url, setUrl] = useQueryStates(aiCostUrl);
  const currentMonth = monthKey(new Date(today));
  const spentMonths = useSpendMonths(projectId);
  const month = monthAsked(url.month, spentMonths, currentMonth);
  const compare = url.cmp === "prev";
  return (
    <>
      <PageHeader
        title="AI Cost & Budget"
        subtitle={<Scope project={projectName} month={month} current={currentMonth} />}
        live="ticker"
      >
        <Switch
          label="Compare With Previous Period"
          checked={compare}
          onCheckedChange={(on) => setUrl({ cmp: on ? "prev" : "none" })}
        />
        <MonthPicker
          month={month ?? currentMonth}
          currentMonth={currentMonth}
          spentMonths={spentMonths}
          onMonthChange={(next) => setUrl({ month: next === currentMonth ? null : next })}
        />
      </PageHeader>
      <div className="flex flex-col gap-4">
        <LiveSpend projectId={projectId} />
        <ProjectFirstRun home={home} projectId={projectId} />
        <PanelBoundary name="Monthly Summary" skeleton={<MonthSkeleton />} framed>
          <MonthPanel projectId={projectId} month={month} compare={compare} canSetLimit={canSetLimit} />
        </PanelBoundary>
        <MonthBooks projectId={projectId} month={month} current={currentMonth} />
        <DailySpend
          projectId={projectId}
          month={month}
          range={url.range}
          by={url.by}
          compare={compare}
          today={today}
          onRangeChange={(range) => setUrl({ range })}
          onGroupingChange={(by) => setUrl({ by })}
        />
        <Card id={breakdownId} aria-label="Breakdown" className="overflow-hidden">
          <Breakdown
            projectId={projectId}
            month={month}
            today={today}
            compare={compare}
            tab={url.tab}
            sort={url.sort ?? undefined}
            onTabChange={(tab) => setUrl({ tab, sort: null })}
            onSortChange={(sort) => setUrl({ sort })}
          />
        </Card>
      </div>
    </>
  );
}

/** The project; on paper, where the month picker is left out, the month too. */
function Scope({ project, month, current }: { project: string; month: string | undefined; current: string }) {
  return (
    <>
      {project}
      <span className="hidden print:inline">, {month ? longMonth(month) : `${longMonth(current)} so far`}</span>
    </>
  );
}
