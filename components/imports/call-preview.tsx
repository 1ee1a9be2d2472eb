import { momentText } from "#components/dates/moment-text.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import type { ImportSample } from "#server/ingest/uploads/sample-import.ts";
import { formatExact, formatUnitCost } from "#server/money/format.ts";
import { unpriced } from "#server/money/spend-text.ts";

type Row = ImportSample["rows"][number];

const cell = (row: Row, of: (call: Row & { kind: "call" }) => string) => (row.kind === "call" ? of(row) : "–");

const columns: TableColumn<Row>[] = [
  {
    id: "time",
    header: "Time (UTC)",
    className: "@max-2xl:col-span-12!",
    cell: (row) =>
      row.kind === "call" ? (
        <span className="whitespace-nowrap tabular-nums">{momentText(row.at)}</span>
      ) : (
        <span className="block text-pretty wrap-anywhere">
          <span className={row.kind === "refused" ? "text-danger-ink" : "text-ink-muted"}>
            {row.kind === "refused" ? "Refused" : "Skipped"}
          </span>{" "}
          {row.reason}
        </span>
      ),
  },
  {
    id: "agent",
    header: "Agent",
    cell: (row) => <span className="wrap-anywhere">{cell(row, ({ agentId }) => agentId)}</span>,
  },
  {
    id: "model",
    header: "Model",
    cell: (row) => <span className="wrap-anywhere">{cell(row, ({ provider, model }) => `${provider}/${model}`)}</span>,
  },
  {
    id: "in",
    header: "Input",
    numeric: true,
    cell: (row) => cell(row, (call) => formatExact(BigInt(call.inputTokens))),
  },
  {
    id: "out",
    header: "Output",
    numeric: true,
    cell: (row) => cell(row, (call) => formatExact(BigInt(call.outputTokens))),
  },
  {
    id: "cost",
    header: "Cost",
    numeric: true,
    cell: (row) => cell(row, ({ costNanos }) => (costNanos === null ? unpriced : formatUnitCost(BigInt(costNanos)))),
  },
];

/** The first records of a file as they would be booked. */
export function CallPreview({ name, rows }: { name: string; rows: readonly Row[] }) {
  return (
    <DataTable
      label={`First Records of ${name}`}
      columns={columns}
      rows={rows}
      rowKey={({ line }) => String(line)}
      leadColumn=""
    />
  );
}
