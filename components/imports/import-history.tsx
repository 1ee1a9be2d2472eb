"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { MoreButton } from "#components/ui/more-button.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { FileImportView } from "#server/ingest/uploads/file-import.ts";
import { formatExact } from "#server/money/format.ts";
import { spendText } from "#server/money/spend-text.ts";
import { ImportFigures } from "./import-figures.tsx";
import { ImportStatusBadge } from "./import-status-badge.tsx";
import { sizeText } from "./size-text.ts";

type ImportHistoryProps = { projects: readonly { id: string; name: string }[]; now: string };

/** Every import of the organisation: who, when, which file, what became of it. */
export function ImportHistory({ projects, now }: ImportHistoryProps) {
  const [open, setOpen] = useState<string>();
  const log = useSuspenseInfiniteQuery({
    ...useTRPC().imports.list.infiniteQueryOptions({}, { getNextPageParam: ({ nextCursor }) => nextCursor }),
    // While one goes on, in whatever window.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => status === "booking")) ? 2_000 : false,
  });
  const rows = log.data.pages.flatMap(({ items }) => items);
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  const recorded = ({ booked, earlierCalls }: FileImportView) => (booked?.recorded ?? 0) + earlierCalls;
  const columns: TableColumn<FileImportView>[] = [
    {
      id: "file",
      header: "File",
      className: "@max-2xl:col-span-12!",
      cell: ({ id, fileName, fileSize, format }) => (
        <span className="block min-w-0 wrap-anywhere">
          <DisclosureButton open={open === id} onToggle={() => setOpen(open === id ? undefined : id)} label="details">
            <span className="min-w-0 font-medium wrap-anywhere">{fileName}</span>
          </DisclosureButton>
          <span className="block text-ink-muted text-xs">
            {sizeText(fileSize)}
            {format && ` · ${format}`}
          </span>
        </span>
      ),
    },
    {
      id: "when",
      header: "Imported",
      cell: ({ startedAt, createdAt, createdBy }) => (
        <span className="block min-w-0 @max-2xl:text-right">
          <Timestamp iso={startedAt ?? createdAt} text={momentText(startedAt ?? createdAt, new Date(now))} />
          <span className="block truncate text-ink-muted text-xs" title={createdBy}>
            {createdBy}
          </span>
        </span>
      ),
    },
    { id: "project", header: "Project", cell: ({ projectId }) => names.get(projectId) ?? projectId },
    { id: "calls", header: "Calls", numeric: true, cell: (row) => formatExact(recorded(row)) },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (row) =>
        recorded(row) === 0
          ? "–"
          : spendText(BigInt(row.booked?.costNanos ?? 0) + BigInt(row.earlierNanos), row.booked?.unpriced ?? 0),
    },
    {
      id: "repeats",
      header: "Repeats",
      numeric: true,
      cell: ({ booked, earlierCalls }) => formatExact(Math.max(0, (booked?.duplicate ?? 0) - earlierCalls)),
    },
    { id: "refused", header: "Refused", numeric: true, cell: ({ booked }) => formatExact(booked?.refused ?? 0) },
    { id: "status", header: "Status", cell: ({ status }) => <ImportStatusBadge status={status} /> },
  ];
  return (
    <Card aria-labelledby="import-history" className="overflow-hidden">
      <CardHeader id="import-history" title="History" scope="Every import is also in the audit log." />
      <div className="pt-3">
        {rows.length > 0 ? (
          <DataTable
            label="Imports"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            leadColumn=""
            detail={(row) =>
              open === row.id && (
                <div className="grid gap-3 px-4 py-4 sm:px-5">
                  {row.problem && row.status !== "done" && (
                    <p className="text-[0.8125rem] text-pretty">
                      {row.problem} What was booked stands. Choose the file above once more to go on: nothing counts
                      twice.
                    </p>
                  )}
                  <ImportFigures of={row} />
                </div>
              )
            }
          />
        ) : (
          <EmptyState title="No file was imported yet.">
            What you import above is listed here: who did it, when, and what became of each line. From a terminal,{" "}
            <code className="font-mono text-xs">npm run import</code> reads whole folders.
          </EmptyState>
        )}
      </div>
      <MoreButton
        name="Imports"
        shown={log.hasNextPage}
        busy={log.isFetchingNextPage}
        failed={log.isFetchNextPageError}
        onMore={() => void log.fetchNextPage()}
      />
    </Card>
  );
}
