import { dollarColumn } from "#server/money/format.ts";
import { shareText } from "#server/money/spend-text.ts";
import { Cost } from "./cost.tsx";
import type { TableColumn } from "./data-table.tsx";
import { ShareCell } from "./share-cell.tsx";

/** `costNanos`: nano-dollars as text; `cost`: the same in dollars, for drawing. */
type Spent = { cost: number; costNanos: string; unpricedCalls: number };

type SpendColumnsOptions<Row> = {
  /** What the last row says; left out, the sum of the rows. */
  total?: Pick<Spent, "costNanos" | "unpricedCalls">;
  /** What the shares are shares of, in nano-dollars; left out, the total. */
  whole?: bigint;
  colour: (row: Row) => string;
  /** The class that says how wide the column of bars is. */
  width: string;
};

/** The columns of what each row cost, and of its share with a bar against the dearest row. Both end in the total. */
export function spendColumns<Row extends Spent>(
  rows: readonly Row[],
  { colour, width, ...options }: SpendColumnsOptions<Row>,
): { share: TableColumn<Row>; cost: TableColumn<Row> } {
  const total = options.total
    ? BigInt(options.total.costNanos)
    : rows.reduce((sum, row) => sum + BigInt(row.costNanos), 0n);
  const unpricedCalls = options.total?.unpricedCalls ?? rows.reduce((sum, row) => sum + row.unpricedCalls, 0);
  const whole = options.whole ?? total;
  const most = rows.reduce((max, row) => Math.max(max, row.cost), 0);
  const money = dollarColumn([...rows.map((row) => BigInt(row.costNanos)), total]);
  return {
    share: {
      id: "share",
      header: "Share",
      className: `${width} @max-2xl:col-span-full`,
      cell: (row) => (
        <ShareCell
          part={most ? row.cost / most : 0}
          colour={colour(row)}
          text={shareText(BigInt(row.costNanos), whole, row.unpricedCalls)}
        />
      ),
      total: <span className="block text-right">{shareText(total, whole, 0)}</span>,
    },
    cost: {
      id: "cost",
      header: "Cost",
      numeric: true,
      sortValue: (row) => BigInt(row.costNanos),
      cell: (row) => (
        <span className="font-medium">
          <Cost nanos={BigInt(row.costNanos)} unpricedCalls={row.unpricedCalls} money={money} />
        </span>
      ),
      total: <Cost nanos={total} unpricedCalls={unpricedCalls} money={money} />,
    },
  };
}
