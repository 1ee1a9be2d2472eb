import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { spendColumns } from "#components/ui/spend-columns.tsx";
import { SwatchName } from "#components/ui/swatch-name.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { formatExact } from "#server/money/format.ts";
import type { AgentAnalytics } from "./agent-data.ts";

type Model = AgentAnalytics["models"][number];
type ModelTableProps = { models: readonly Model[]; total: AgentAnalytics["total"] };

/** What the models cost, the dearest first: they sum to the range. */
export function ModelTable({ models, total }: ModelTableProps) {
  const { share, cost } = spendColumns(models, { total, colour: (one) => one.colour, width: "@2xl:w-[24%]" });
  const columns: TableColumn<Model>[] = [
    {
      id: "model",
      header: "Model",
      cell: (one) => <SwatchName colour={one.colour}>{one.model}</SwatchName>,
      total: "Total",
    },
    {
      id: "provider",
      header: "Provider",
      className: "@max-2xl:col-span-full",
      cell: (one) => one.providerLabel,
    },
    share,
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
    cost,
  ];
  return (
    <div className="pt-3">
      <DataTable label="Models Used" columns={columns} rows={models} rowKey={(one) => `${one.provider} ${one.model}`} />
    </div>
  );
}
