import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import type { AgentAnalytics } from "./agent-data.ts";

type Effort = AgentAnalytics["efforts"][number];
type EffortTableProps = { efforts: readonly Effort[]; total: AgentAnalytics["total"] };

/** What the levels of effort cost: they sum to the range. */
export function EffortTable({ efforts, total }: EffortTableProps) {
  const perJob = dollarColumn(
    efforts.map((one) => BigInt(one.costPerJobNanos ?? 0)),
    { of: "units" },
  );
  const { share, cost } = spendColumns(efforts, { total, colour: () => "var(--series-1)", width: "@2xl:w-[28%]" });
  const columns: TableColumn<Effort>[] = [
    {
      id: "effort",
      header: "Effort",
      cell: (one) => (one.effort ? <span className="font-medium">{levelText(one.effort)}</span> : <NotSaid />),
      total: "Total",
    },
    share,
    {
      id: "jobs",
      header: "Jobs",
      numeric: true,
      cell: (one) => formatExact(one.jobs),
      total: formatExact(total.jobCount),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (one) => <Tokens count={one.inputTokens} />,
      total: <Tokens count={total.inputTokens} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (one) => <Tokens count={one.outputTokens} />,
      total: <Tokens count={total.outputTokens} />,
    },
    {
      id: "per-job",
      header: "Cost per Job",
      numeric: true,
      cell: (one) =>
        one.costPerJobNanos === null ? (
          "–"
        ) : (
          <Cost nanos={BigInt(one.costPerJobNanos)} unpricedCalls={one.unpricedCalls} money={perJob} />
        ),
    },
    cost,
  ];
  return (
    <div className="pt-3">
      <DataTable label="Effort" columns={columns} rows={efforts} rowKey={(one) => one.effort ?? ""} />
    </div>
  );
}

/** A level as its callers write it, its first letter large. */
export const levelText = (effort: string): string => effort.charAt(0).toUpperCase() + effort.slice(1);

const NotSaid = () => <span className="font-normal text-ink-muted">Not Said</span>;
