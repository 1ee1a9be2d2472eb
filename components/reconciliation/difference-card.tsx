import { Card, CardHeader } from "#components/ui/card.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { dollarColumn, formatExactDollars } from "#server/money/format.ts";
import { partNames, partWords } from "./part-words.ts";
import type { DifferencePart, Reconciliation } from "./reconciliation-data.ts";

/** Why bill and ledger differ: the parts of the difference, which sum to it. */
export function DifferenceCard({ data: { total } }: { data: Reconciliation }) {
  const parts = partNames.filter((part) => total.parts[part] !== "0");
  const money = reconciledMoney([...parts.map((part) => total.parts[part]), total.differenceNanos]);
  const rows = parts.map((part) => ({ part }));
  const columns: TableColumn<{ part: DifferencePart }>[] = [
    {
      id: "name",
      header: "Reason",
      cell: ({ part }) => <span className="font-medium whitespace-nowrap">{partWords[part].name}</span>,
      total: "Difference",
    },
    {
      id: "means",
      header: "What It Is",
      className: "@max-2xl:col-span-12 @max-2xl:before:content-none! text-ink-muted text-pretty",
      cell: ({ part }) => partWords[part].means,
    },
    {
      id: "cost",
      header: "Amount",
      numeric: true,
      cell: ({ part }) => <Amount nanos={total.parts[part]} money={money} />,
      total: <Amount nanos={total.differenceNanos} money={money} />,
    },
  ];
  return (
    <Card aria-labelledby="difference" className="overflow-hidden">
      <CardHeader
        id="difference"
        title="Why They Differ"
        scope="Billed less ledger. Tokens are valued at what the provider took for them."
      />
      <div className="pt-2">
        {rows.length > 0 ? (
          <DataTable label="Why They Differ" columns={columns} rows={rows} rowKey={({ part }) => part} />
        ) : (
          <p className="px-4 pt-1 pb-4 sm:px-5">What was billed is what the ledger says, to the last token.</p>
        )}
      </div>
    </Card>
  );
}

const roundings = 100_000n;

/** One precision for a column of amounts, which what is left of roundings (below $0.0001) does not decide. */
export function reconciledMoney(nanos: readonly string[]): (nanos: bigint) => string {
  return dollarColumn(nanos.map(BigInt).filter((amount) => amount >= roundings || amount <= -roundings));
}

type AmountProps = { nanos: string; money: (nanos: bigint) => string };

/** An amount that may be less than nothing, with its last digit in the tooltip. */
export function Amount({ nanos, money }: AmountProps) {
  const amount = BigInt(nanos);
  if (amount === 0n) return <span className="text-ink-muted">–</span>;
  const text = money(amount);
  return <span title={formatExactDollars(amount)}>{/^[$]/.test(text) ? `+${text}` : text}</span>;
}
