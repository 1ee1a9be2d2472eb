import { Cost } from "#components/ui/cost.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Tokens } from "#components/ui/tokens.tsx";
import { formatExact } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import type { ModelUse } from "./ai-cost-data.ts";

/** Agent types in words: the two that cost most, and how many more, which the tooltip names. */
export function UsedFor({ types }: { types: readonly string[] }) {
  const [first, second, ...others] = types;
  return (
    <span title={types.join(", ")} className="line-clamp-2 text-[0.8125rem]">
      {[first, second].filter(Boolean).join(", ")}
      {others.length > 0 && ` +${formatExact(others.length)}`}
    </span>
  );
}

type ProviderModelsProps = { provider: string; models: readonly ModelUse[]; money: (nanos: bigint) => string };

/** The models of a provider: what each was used for and cost. They sum to the provider’s row. */
export function ProviderModels({ provider, models, money }: ProviderModelsProps) {
  const total = models.reduce((sum, { costNanos }) => sum + BigInt(costNanos), 0n);
  const columns: TableColumn<ModelUse>[] = [
    {
      id: "model",
      header: "Model",
      className: "@2xl:max-w-72",
      cell: ({ model }) => <span className="font-mono text-[0.8125rem] wrap-anywhere">{model}</span>,
    },
    {
      id: "used-for",
      header: "Used For",
      className: "@max-2xl:col-span-full",
      cell: ({ usedFor }) => <UsedFor types={usedFor} />,
    },
    {
      id: "share",
      header: "Share",
      numeric: true,
      cell: (row) => shareText(BigInt(row.costNanos), total, row.unpricedCalls),
    },
    { id: "calls", header: "Calls", numeric: true, cell: ({ calls }) => formatExact(calls) },
    { id: "tokens", header: "Tokens", numeric: true, cell: ({ totalTokens }) => <Tokens count={totalTokens} /> },
    {
      id: "cost",
      header: "Cost",
      numeric: true,
      cell: (row) => <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />,
    },
  ];
  return <DataTable label={`Models of ${provider}`} columns={columns} rows={models} rowKey={({ model }) => model} />;
}
