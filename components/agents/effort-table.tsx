import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ShareCell } from "#components/ui/share-cell.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { AgentAnalytics } from "./agent-data.ts";

type Effort = AgentAnalytics["efforts"][number];
type EffortTableProps = { efforts: readonly Effort[]; total: AgentAnalytics["total"] };

/** What the levels of effort cost: they sum to the range. */
export function EffortTable({ efforts, total }: EffortTableProps) {
  const whole = BigInt(total.costNanos);
  const most = efforts.reduce((max, one) => Math.max(max, one.cost), 0);
  const money = dollarColumn([...efforts.map((one) => BigInt(one.costNanos)), whole]);
  const perJob = dollarColumn(
    efforts.map((one) => BigInt(one.costPerJobNanos ?? 0)),
    { of: "units" },
  );
  const columns: TableColumn<Effort>[] = [
    {
      id: "effort",
      header: "Effort",
      cell: (one) => (one.effort ? <span className="font-medium">{levelText(one.effort)}</span> : <NotSaid />),
      total: "Total",
    },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[28%] @max-2xl:col-span-full",
      cell: (one) => (
        <ShareCell
          part={most ? one.cost / most : 0}
          colour="var(--series-1)"
          text={shareText(BigInt(one.costNanos), whole, one.unpricedCalls)}
        />
      ),
      total: <span className="block text-right">{shareText(whole, whole, 0)}</span>,
    },
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
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (one) => (
        <span className="font-medium">
          <Cost nanos={BigInt(one.costNanos)} unpricedCalls={one.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={whole} unpricedCalls={total.unpricedCalls} money={money} />,
    },
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
