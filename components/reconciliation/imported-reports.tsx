import { actorText } from "#components/audit/audit-words.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { counted } from "#server/money/format.ts";
import { shortRangeLabel } from "#server/time/label.ts";
import type { Reconciliation } from "./reconciliation-data.ts";

type Report = Reconciliation["reports"][number];

const reportNames: Record<string, string> = {
  costs: "Costs",
  messages: "Usage: Messages",
  completions: "Usage: Completions",
  embeddings: "Usage: Embeddings",
  moderations: "Usage: Moderations",
};

/** The reports that the month is compared by. */
export function ImportedReports({ reports }: { reports: readonly Report[] }) {
  const columns: TableColumn<Report>[] = [
    {
      id: "name",
      header: "Report",
      cell: ({ label, account, report }) => (
        <span className="font-medium">
          {label} · {reportNames[report] ?? report}
          {account && <span className="font-normal text-ink-muted"> · {account}</span>}
        </span>
      ),
    },
    {
      id: "cost",
      header: "Covered",
      numeric: true,
      cell: ({ days }) => counted(days, "day"),
    },
    {
      id: "span",
      header: "From – To",
      cell: ({ first, last }) => <span className="whitespace-nowrap">{shortRangeLabel({ first, last })}</span>,
    },
    {
      id: "imported",
      header: "Imported",
      cell: ({ importedAt }) => <Timestamp iso={importedAt} text={momentText(importedAt)} />,
    },
    {
      id: "by",
      header: "By",
      className: "@2xl:max-w-56",
      cell: ({ importedBy }) => (
        <span title={actorText(importedBy)} className="block truncate">
          {actorText(importedBy)}
        </span>
      ),
    },
  ];
  return (
    <Card aria-labelledby="reports" className="overflow-hidden">
      <CardHeader
        id="reports"
        title="Imported Reports"
        scope="The newest import of a day counts; importing it again replaces it."
      />
      <div className="pt-2">
        <DataTable
          label="Imported Reports"
          columns={columns}
          rows={reports}
          rowKey={({ provider, account, report }) => `${provider} ${account} ${report}`}
        />
      </div>
    </Card>
  );
}
