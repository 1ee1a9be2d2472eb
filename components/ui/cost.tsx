import { formatDollars } from "#server/money/format.ts";
import { isUnpriced, unpriced } from "#server/money/spend-text.ts";
import { Badge } from "./badge.tsx";

type CostProps = {
  nanos: bigint;
  /** How many of the calls have no price. */
  unpricedCalls: number;
  /** How the column writes amounts. */
  money?: (nanos: bigint) => string;
};

/** A cost in a table: never a bare zero where no price is known, and `at least` where some is missing. */
export function Cost({ nanos, unpricedCalls, money = formatDollars }: CostProps) {
  if (isUnpriced(nanos, unpricedCalls)) return <Badge tone="warning">{unpriced}</Badge>;
  if (unpricedCalls === 0) return money(nanos);
  return (
    <span>
      <span className="font-normal text-ink-muted whitespace-nowrap">at least</span>{" "}
      <span className="whitespace-nowrap">{money(nanos)}</span>
    </span>
  );
}
