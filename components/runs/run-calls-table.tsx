"use client";

import { useState } from "react";
import { CorrectionBadge } from "#components/books/correction-badge.tsx";
import { momentText } from "#components/dates/moment-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn } from "#server/money/format.ts";
import type { RunCall } from "./run-detail.ts";
import { WhyThisCost } from "./why-this-cost.tsx";

type RunCallsTableProps<Call> = {
  label: string;
  projectId: string | ((call: Call) => string);
  calls: readonly Call[];
  /** Where each call belongs, for calls of more than one run: columns after the time. */
  placeColumns?: readonly TableColumn<Call>[];
};

/** Calls in their order; each opens to why it cost what it did. */
export function RunCallsTable<Call extends RunCall>({
  label,
  projectId,
  calls,
  placeColumns = [],
}: RunCallsTableProps<Call>) {
  const [explained, setExplained] = useState<string>();
  const money = dollarColumn(calls.map((call) => BigInt(call.costNanos ?? 0)));
  const columns: TableColumn<Call>[] = [
    {
      id: "time",
      header: "Time",
      cell: (call) => <Timestamp iso={call.occurredAt} text={momentText(call.occurredAt)} />,
    },
    ...placeColumns,
    {
      id: "model",
      header: "Model",
      className: "@2xl:max-w-56 @max-2xl:col-span-full",
      cell: (call) => (
        <span className="block truncate" title={`${call.provider} · ${call.model}`}>
          {call.model}
        </span>
      ),
    },
    {
      id: "status",
      header: "Status",
      cell: (call) => (
        <span className="inline-flex items-start gap-x-1.5 @max-2xl:flex-wrap @max-2xl:justify-end gap-y-0.5 @2xl:flex-col">
          <StatusBadge status={call.status} />
          <CorrectionBadge correction={call.correction} />
        </span>
      ),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (call) => <Tokens count={call.inputTokens} />,
    },
    {
      id: "cached",
      header: "Cached",
      numeric: true,
      cell: (call) => <Tokens count={call.cachedInputTokens} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (call) => <Tokens count={call.outputTokens} />,
    },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (call) =>
        call.costNanos === null ? (
          <Badge tone="warning">Unpriced</Badge>
        ) : (
          <span className="font-medium">{money(BigInt(call.costNanos))}</span>
        ),
    },
    {
      id: "why",
      header: "Explanation",
      className: "@2xl:w-40 @max-2xl:col-span-full",
      screenOnly: true,
      cell: (call) => (
        <DisclosureButton
          open={explained === call.id}
          onToggle={() => setExplained(explained === call.id ? undefined : call.id)}
        >
          <span className="text-[0.8125rem] text-ink-muted whitespace-nowrap">Why This Cost</span>
        </DisclosureButton>
      ),
    },
  ];
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={calls}
      rowKey={(call) => call.id}
      detail={(call) =>
        explained === call.id && (
          <WhyThisCost projectId={typeof projectId === "string" ? projectId : projectId(call)} id={call.id} />
        )
      }
    />
  );
}
