"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { AgentCell } from "#components/ai-cost/agent-cell.tsx";
import { ProjectLink } from "#components/company/project-link.tsx";
import { longMonth, momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn } from "#server/money/format.ts";
import { addedText } from "./book-words.ts";
import type { BookedCorrection } from "./books-data.ts";

type CorrectionsPanelProps = { bookedMonth: string; projectId: string | undefined };

/** What is booked in a month of calls of earlier, closed ones, 50 at a time. */
export function CorrectionsPanel({ bookedMonth, projectId }: CorrectionsPanelProps) {
  const { books } = useTRPC();
  const pages = useSuspenseInfiniteQuery(
    books.corrections.infiniteQueryOptions(
      { bookedMonth, projectId },
      { getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor },
    ),
  );
  const rows = pages.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <EmptyState title={`No corrections in ${longMonth(bookedMonth)}.`} />;
  return (
    <>
      <PanelScope action={<ExportButton table="corrections" query={{ bookedMonth, projectId }} />}>
        Booked in {longMonth(bookedMonth)}, the last first. A reprice is the difference that it made.
      </PanelScope>
      <DataTable
        label="Corrections"
        columns={columnsOf(rows, projectId === undefined)}
        rows={rows}
        rowKey={(row) => row.key}
      />
      <MoreButton
        name="Corrections"
        shown={pages.hasNextPage}
        busy={pages.isFetchingNextPage}
        failed={pages.isFetchNextPageError}
        onMore={() => pages.fetchNextPage()}
      />
    </>
  );
}

function columnsOf(rows: readonly BookedCorrection[], ofAll: boolean): TableColumn<BookedCorrection>[] {
  const money = dollarColumn(rows.map((row) => BigInt(row.costNanos)));
  const project: TableColumn<BookedCorrection> = {
    id: "project",
    header: "Project",
    className: "@2xl:max-w-36",
    cell: (row) => <ProjectLink projectId={row.projectId} name={row.projectName} month={row.month} />,
  };
  return [
    {
      id: "agent",
      header: "Agent",
      className: "@2xl:max-w-46",
      cell: (row) =>
        row.agentId === null ? (
          <span className="text-ink-muted">Call no longer kept</span>
        ) : (
          <AgentCell agentId={row.agentId} colour={row.agentTypeColour} label={row.agentTypeLabel} />
        ),
    },
    ...(ofAll ? [project] : []),
    {
      id: "model",
      header: "Model",
      className: "@2xl:max-w-36",
      cell: (row) => (
        <span className="block truncate" title={row.model === null ? undefined : `${row.provider} · ${row.model}`}>
          {row.model ?? "–"}
        </span>
      ),
    },
    { id: "reason", header: "Why", cell: (row) => <Badge>{row.reason === "late" ? "Late Call" : "Reprice"}</Badge> },
    {
      id: "called",
      header: "Called",
      cell: (row) => <Timestamp iso={row.occurredAt} text={momentText(row.occurredAt)} />,
    },
    {
      id: "booked",
      header: "Booked",
      cell: (row) => <Timestamp iso={row.bookedAt} text={momentText(row.bookedAt)} />,
    },
    {
      id: "tokens",
      header: "Tokens",
      numeric: true,
      cell: (row) => (row.reason === "late" ? <Tokens count={row.inputTokens + row.outputTokens} /> : "–"),
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (row) =>
        row.unpricedCalls > 0 && row.costNanos === "0" ? (
          <Badge tone="warning">Unpriced</Badge>
        ) : (
          <span className="font-medium">{addedText(BigInt(row.costNanos), money)}</span>
        ),
    },
  ];
}
