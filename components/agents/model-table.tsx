import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { ShareCell } from "#components/ui/share-cell.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { dollarColumn, formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { AgentAnalytics } from "./agent-data.ts";

type Model = AgentAnalytics["models"][number];
type ModelTableProps = { models: readonly Model[]; total: AgentAnalytics["total"] };

/** What the models cost, the dearest first: they sum to the range. */
export function ModelTable({ models, total }: ModelTableProps) {
  const whole = BigInt(total.costNanos);
  const most = models.reduce((max, one) => Math.max(max, one.cost), 0);
  const money = dollarColumn([...models.map((one) => BigInt(one.costNanos)), whole]);
  const columns: TableColumn<Model>[] = [
    {
      id: "model",
      header: "Model",
      cell: (one) => <SwatchName colour={one.colour}>{one.model}</SwatchName>,
      total: "Total",
    },
    { id: "provider", header: "Provider", cell: (one) => one.providerLabel },
    {
      id: "share",
      header: "Share",
      className: "@2xl:w-[24%] @max-2xl:col-span-full",
      cell: (one) => (
        <ShareCell
          part={most ? one.cost / most : 0}
          colour={one.colour}
          text={shareText(BigInt(one.costNanos), whole, one.unpricedCalls)}
        />
      ),
      total: <span className="block text-right">{shareText(whole, whole, 0)}</span>,
    },
    {
      id: "calls",
      header: "Calls",
      numeric: true,
      cell: (one) => formatExact(one.calls),
      total: formatExact(total.calls),
    },
    {
      id: "in",
      header: "Tokens In",
      numeric: true,
      cell: (one) => <Tokens count={one.inputTokens} />,
      total: <Tokens count={total.inputTokens} />,
    },
    {
      id: "cached",
      header: "Cached",
      numeric: true,
      cell: (one) => <Tokens count={one.cachedInputTokens} />,
      total: <Tokens count={models.reduce((sum, one) => sum + one.cachedInputTokens, 0)} />,
    },
    {
      id: "out",
      header: "Tokens Out",
      numeric: true,
      cell: (one) => <Tokens count={one.outputTokens} />,
      total: <Tokens count={total.outputTokens} />,
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
      <DataTable label="Models Used" columns={columns} rows={models} rowKey={(one) => `${one.provider} ${one.model}`} />
    </div>
  );
}
