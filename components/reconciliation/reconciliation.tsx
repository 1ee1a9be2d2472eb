"use client";

import { Upload } from "lucide-react";
import { useQueryStates } from "nuqs";
import { lazy } from "react";
import { MonthPicker } from "#components/ai-cost/month-picker.tsx";
import { longMonth } from "#components/dates/moment-text.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { useKeptQuery } from "#components/trpc/use-kept-query.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { PageSkeleton } from "#components/ui/page-skeleton.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Refreshing } from "#components/ui/refreshing.tsx";
import { addMonths, monthKey } from "#server/time/window.ts";
import { DifferenceCard } from "./difference-card.tsx";
import { GetReports } from "./get-reports.tsx";
import { ImportedReports } from "./imported-reports.tsx";
import { LeftOutNotices } from "./left-out-notices.tsx";
import { ReconciledTable } from "./reconciled-table.tsx";
import type { Reconciliation as Data } from "./reconciliation-data.ts";
import { ReconciliationSummary } from "./reconciliation-summary.tsx";
import { reconciliationQuery, reconciliationUrl, reportProviders } from "./reconciliation-url.ts";

const loadImport = () => import("./import-report-dialog.tsx");
const ImportReportDialog = lazy(async () => ({ default: (await loadImport()).ImportReportDialog }));

type ReconciliationProps = { organisation: string; today: string };

/** What providers billed in a month against the ledger, and why they differ. */
export function Reconciliation(props: ReconciliationProps) {
  return (
    <PanelBoundary name="Reconciliation" framed skeleton={<PageSkeleton />}>
      <Month {...props} />
    </PanelBoundary>
  );
}

function Month({ organisation, today }: ReconciliationProps) {
  const [url, setUrl] = useQueryStates(reconciliationUrl);
  const { reconciliation } = useTRPC();
  const { data, freshness } = useKeptQuery(reconciliationQuery(url), (of) => reconciliation.month.queryOptions(of));
  const current = monthKey(new Date(today));
  const choose = (next: Partial<Parameters<typeof setUrl>[0]>) => setUrl({ day: null, model: null, ...next });
  return (
    <>
      <PageHeader
        title="Reconciliation"
        subtitle={
          <>
            {organisation}
            <span className="hidden print:inline">, {longMonth(data.month)}</span>
          </>
        }
        live={false}
      >
        <NativeSelect
          label="Provider"
          value={url.provider ?? ""}
          options={[{ value: "", label: "All Providers" }, ...reportProviders]}
          onValueChange={(value) =>
            choose({ provider: reportProviders.find((one) => one.value === value)?.value ?? null })
          }
        />
        <MonthPicker
          month={url.month ?? current}
          currentMonth={current}
          spentMonths={data.months}
          without="no report"
          from={addMonths(current, -12)}
          onMonthChange={(next) => choose({ month: next === current ? null : next })}
        />
        <DialogButton
          icon={Upload}
          load={loadImport}
          dialog={(opened) => (
            <ImportReportDialog
              {...opened}
              onKept={(month) => choose({ month: month < current ? month : null, provider: null })}
            />
          )}
        >
          Import Report…
        </DialogButton>
      </PageHeader>
      <Refreshing name="Reconciliation" shown={longMonth(data.month)} {...freshness} className="flex flex-col gap-4">
        {data.reports.length > 0 ? (
          <Reported data={data} />
        ) : (
          <NoReports data={data} onShowAll={() => choose({ provider: null })} />
        )}
      </Refreshing>
    </>
  );
}

function Reported({ data }: { data: Data }) {
  return (
    <>
      <LeftOutNotices data={data} />
      {data.days > 0 && (
        <>
          <ReconciliationSummary data={data} />
          <DifferenceCard data={data} />
          <Card aria-label="By Day and Model" className="overflow-hidden">
            <ReconciledTable data={data} />
          </Card>
        </>
      )}
      <ImportedReports reports={data.reports} />
      <GetReports month={data.month} />
    </>
  );
}

function NoReports({ data, onShowAll }: { data: Data; onShowAll: () => void }) {
  const isFiltered = data.providers.length > 0;
  const month = longMonth(data.month);
  return (
    <>
      <Card aria-label="No Report">
        {isFiltered ? (
          <EmptyState
            title={`No report of this provider for ${month}.`}
            action={<Button onClick={onShowAll}>Show All Providers</Button>}
          >
            There are reports of {data.providers.map(({ label }) => label).join(" and ")}.
          </EmptyState>
        ) : (
          <EmptyState title={`No provider’s report for ${month} yet.`}>
            Import what OpenAI or Anthropic billed, and this page shows by day and model where it differs from the
            ledger, and why. Reports are only compared: they add nothing to any spend.
          </EmptyState>
        )}
      </Card>
      <GetReports month={data.month} open />
    </>
  );
}
