import { Change } from "#components/ui/change.tsx";
import type { TableColumn } from "#components/ui/data-table.tsx";
import type { Comparison } from "./ai-cost-data.ts";

type Compared = { costNanos: string; comparableCost: number | null; previousCost: number | null };

/**
 * The column that holds each row, and their total, against as many days of the month before; no column at all where
 * nothing is compared.
 */
export function changeColumn<Row extends Compared>(comparison: Comparison): TableColumn<Row>[] {
  if (!comparison) return [];
  return [
    {
      id: "change",
      header: "Change",
      numeric: true,
      cell: (row) => <Change current={row.comparableCost} previous={row.previousCost} spent={BigInt(row.costNanos)} />,
      total: (
        <span className="font-normal">
          <Change current={comparison.current.cost} previous={comparison.previous.cost} />
        </span>
      ),
    },
  ];
}
