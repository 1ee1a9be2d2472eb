import { useQueryStates } from "nuqs";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { PanelScope } from "#components/ui/panel-scope.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { parseSort } from "#components/ui/table-sort.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import { formatExactDollars } from "#server/money/format.ts";
import { dayLabel } from "#server/time/label.ts";
import { Amount, reconciledMoney } from "./difference-card.tsx";
import { modelText, partNames, partWords } from "./part-words.ts";
import type { ReconciledRow, Reconciliation, Sums } from "./reconciliation-data.ts";
import { reconciliationTabs, reconciliationUrl, sortableColumns } from "./reconciliation-url.ts";

/** The month by day and by model; each row leads to the other of it. */
export function ReconciledTable({ data }: { data: Reconciliation }) {
  const [url, setUrl] = useQueryStates(reconciliationUrl);
  const narrowed = url.tab === "model" ? url.day && dayLabel(url.day) : url.model;
  const showAll = () => setUrl({ day: null, model: null });
  const query = { month: data.month, provider: url.provider };
  return (
    <Tabs
      label="Breakdown"
      tabs={reconciliationTabs}
      value={url.tab}
      onValueChange={(tab) => setUrl({ tab, day: null, model: null, sort: null })}
      renderPanel={(tab) => (
        <>
          <PanelScope
            action={
              <span className="flex flex-wrap items-center gap-2">
                {narrowed && <Button onClick={showAll}>{tab === "model" ? "Show All Days" : "Show All Models"}</Button>}
                <ExportButton table="reconciliation" query={query} />
              </span>
            }
          >
            {narrowed ? `Only ${narrowed}. ` : ""}
            {tab === "day"
              ? "Whole UTC days of which there is a bill; a day leads to its models."
              : "Snapshots of a model are one; a model leads to its days."}
          </PanelScope>
          {data.rows.length > 0 ? (
            <Rows data={data} />
          ) : (
            <EmptyState
              title={`Nothing of ${narrowed ?? "this month"} is compared.`}
              action={<Button onClick={showAll}>Show All</Button>}
            />
          )}
        </>
      )}
    />
  );
}

function Rows({ data: { rows, found, providers } }: { data: Reconciliation }) {
  const [url, setUrl] = useQueryStates(reconciliationUrl);
  // Of the rows that are there: until those of another tab come, the old ones keep their heading.
  const byDay = rows.some((row) => row.day !== null);
  const parts = partNames.filter((part) => rows.some((row) => row.parts[part] !== "0"));
  const shown = (row: Sums) => [row.reportedNanos, row.ledgerNanos, ...parts.map((part) => row.parts[part])];
  const money = reconciledMoney(rows.flatMap(shown));
  const plain = (nanos: string) => <span title={formatExactDollars(BigInt(nanos))}>{money(BigInt(nanos))}</span>;
  const colourOf = new Map(providers.map(({ provider, colour }) => [provider, colour]));
  const columns: TableColumn<ReconciledRow>[] = [
    {
      id: "name",
      header: byDay ? "Day" : "Model",
      sortValue: (row) => row.day ?? modelText(row).toLowerCase(),
      className: "@2xl:max-w-72",
      cell: (row) => (
        <RowName
          row={row}
          colour={colourOf.get(row.provider ?? "") ?? ""}
          isNarrowed={byDay ? url.model !== null : url.day !== null}
          onOpen={() =>
            setUrl(row.day ? { tab: "model", day: row.day, sort: null } : { tab: "day", model: row.model, sort: null })
          }
        />
      ),
      total: "Total",
    },
    {
      id: "reported",
      header: "Billed",
      numeric: true,
      sortValue: (row) => row.reportedCost,
      cell: (row) => plain(row.reportedNanos),
      total: plain(found.reportedNanos),
    },
    {
      id: "ledger",
      header: "Ledger",
      numeric: true,
      sortValue: (row) => row.ledgerCost,
      cell: (row) => plain(row.ledgerNanos),
      total: plain(found.ledgerNanos),
    },
    ...parts.map(
      (part): TableColumn<ReconciledRow> => ({
        id: part,
        header: partWords[part].short,
        numeric: true,
        sortValue: (row) => Number(row.parts[part]),
        cell: (row) => <Amount nanos={row.parts[part]} money={money} />,
        total: <Amount nanos={found.parts[part]} money={money} />,
      }),
    ),
    {
      id: "difference",
      header: "Difference",
      numeric: true,
      sortValue: (row) => row.difference,
      cell: (row) => (
        <span className="font-medium">
          <Amount nanos={row.differenceNanos} money={money} />
        </span>
      ),
      total: <Amount nanos={found.differenceNanos} money={money} />,
    },
  ];
  return (
    <DataTable
      label={byDay ? "By Day" : "By Model"}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.day} ${row.provider} ${row.kind} ${row.model}`}
      leadColumn="difference"
      {...(parseSort(url.sort ?? undefined, sortableColumns) && { sort: url.sort ?? "" })}
      onSortChange={(sort) => setUrl({ sort })}
    />
  );
}

type RowNameProps = { row: ReconciledRow; colour: string; isNarrowed: boolean; onOpen: () => void };

/** A day or a model, which opens the other side of it. */
function RowName({ row, colour, isNarrowed, onOpen }: RowNameProps) {
  const text = row.day ? dayLabel(row.day) : modelText(row);
  const isLeading = !isNarrowed && (row.day !== null || row.kind === "model");
  const name = row.day ? (
    <span className="whitespace-nowrap">{text}</span>
  ) : (
    <SwatchName colour={colour}>{text}</SwatchName>
  );
  if (!isLeading) return name;
  return (
    <button
      type="button"
      onClick={onOpen}
      title={row.day ? `Models of ${text}` : `Days of ${text}`}
      className="rounded text-left font-medium underline decoration-line-strong underline-offset-3 hover:decoration-current"
    >
      {name}
    </button>
  );
}
