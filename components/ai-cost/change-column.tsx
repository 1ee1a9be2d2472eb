import { Change } from "#components/ui/change.tsx";
import type { TableColumn } from "#components/ui/data-table.tsx";
import { isUnpriced } from "#server/money/spend-text.ts";
import type { Comparison } from "./ai-cost-data.ts";

type Compared = {
  costNanos: string;
  unpricedCalls: number;
  comparableCost: number | null;
  previousCost: number | null;
};

/**
 * The column that holds each row, and their total, against as many days of the month before; no column at all where
 * nothing is compared. `spent` is what the total row shows, in nano-dollars.
 */
export function changeColumn<Row extends Compared>(comparison: Comparison, spent: bigint): TableColumn<Row>[] {
  if (!comparison) return [];
  return [
    {
      id: "change",
      header: "Change",
      numeric: true,
      cell: (row) => (
        <Change
          current={isUnpriced(BigInt(row.costNanos), row.unpricedCalls) ? null : row.comparableCost}
          previous={row.previousCost}
          spent={BigInt(row.costNanos)}
        />
      ),
      total: (
        <span className="font-normal">
          <Change
            current={
              isUnpriced(BigInt(comparison.current.costNanos), comparison.current.unpricedCalls)
                ? null
                : comparison.current.cost
            }
            previous={comparison.previous.cost}
            spent={spent}
          />
        </span>
      ),
    },
  ];
}
