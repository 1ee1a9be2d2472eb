"use client";

import { FileDown } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { lazy } from "react";
import { MonthPicker } from "#components/ai-cost/month-picker.tsx";
import { MonthBooks } from "#components/books/month-books.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import { reconciliationHref } from "#components/reconciliation/reconciliation-url.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { PageSkeleton } from "#components/ui/page-skeleton.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { monthKey } from "#server/time/window.ts";
import { CompanyBreakdown } from "./company-breakdown.tsx";
import { CompanySummary } from "./company-summary.tsx";
import { companyUrl } from "./company-url.ts";

const loadExport = () => import("./export-month-dialog.tsx");
const ExportMonthDialog = lazy(async () => ({ default: (await loadExport()).ExportMonthDialog }));

type CompanyCostsProps = {
  organisation: string;
  today: string;
  canSetLimit: boolean;
  canReconcile: boolean;
  canExport: boolean;
  canClose: boolean;
  canReopen: boolean;
};

/** What the whole organisation spends in a month, of what, and by whom. */
export function CompanyCosts(props: CompanyCostsProps) {
  return (
    <PanelBoundary name="Company Costs" framed skeleton={<PageSkeleton />}>
      <Costs {...props} />
    </PanelBoundary>
  );
}

function Costs({ organisation, today, canSetLimit, canReconcile, canExport, ...mayClose }: CompanyCostsProps) {
  const [url, setUrl] = useQueryStates(companyUrl);
  const { company } = useTRPC();
  const month = url.month ?? undefined;
  const { data, shown, freshness } = useKeptQuery(month, (of) => company.costs.queryOptions({ month: of }));
  const current = monthKey(new Date(today));
  return (
    <>
      <PageHeader
        title="Company Costs"
        subtitle={
          <>
            {organisation}
            <span className="hidden print:inline">, {longMonth(data.month)}</span>
          </>
        }
      >
        {canReconcile && (
          <Link href={`${reconciliationHref}${url.month ? `?month=${url.month}` : ""}`} className={buttonClass()}>
            Reconciliation
          </Link>
        )}
        <MonthPicker
          month={month ?? current}
          currentMonth={current}
          spentMonths={data.months}
          onMonthChange={(next) => setUrl({ month: next === current ? null : next, page: null })}
        />
        {canExport && (
          <DialogButton
            icon={FileDown}
            variant="secondary"
            load={loadExport}
            dialog={(opened) => <ExportMonthDialog costs={data} currentMonth={current} {...opened} />}
          >
            Export Month…
          </DialogButton>
        )}
      </PageHeader>
      <Refreshing name="Company Costs" shown={longMonth(data.month)} {...freshness} className="flex flex-col gap-4">
        <CompanySummary costs={data} isRunning={shown === undefined} canSetLimit={canSetLimit} />
        <MonthBooks month={shown} current={current} {...mayClose} />
        <Card aria-label="Breakdown" className="overflow-hidden">
          <CompanyBreakdown costs={data} month={shown} />
        </Card>
      </Refreshing>
    </>
  );
}
