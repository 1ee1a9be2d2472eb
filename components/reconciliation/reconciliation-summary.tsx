import { longMonth, nameOfMonth } from "#components/dates/moment-text.ts";
import { KpiCard, KpiGrid } from "#components/ui/kpi-card.tsx";
import { counted, formatDollars, formatExactDollars, formatShare, formatTokens } from "#server/money/format.ts";
import { partNames } from "./part-words.ts";
import type { Reconciliation } from "./reconciliation-data.ts";

/** Both sides of the month, and what stands between them. */
export function ReconciliationSummary({ data: { total, month, days } }: { data: Reconciliation }) {
  const period = nameOfMonth(month);
  const [billed, ledger] = [BigInt(total.reportedNanos), BigInt(total.ledgerNanos)];
  const difference = BigInt(total.differenceNanos);
  const size = difference < 0n ? -difference : difference;
  const unexplained = BigInt(total.parts.unexplained);
  const reasons = partNames.filter((part) => part !== "unexplained" && total.parts[part] !== "0").length;
  return (
    <KpiGrid>
      <KpiCard name="Billed" period={period} value={formatDollars(billed)} exact={formatExactDollars(billed)}>
        <span>By providers’ reports</span>
        {total.reportedTokens > 0 && <span>{formatTokens(total.reportedTokens)} tokens</span>}
      </KpiCard>
      <KpiCard name="Ledger" period={period} value={formatDollars(ledger)} exact={formatExactDollars(ledger)}>
        <span>The same days and providers</span>
        <span>{formatTokens(total.ledgerTokens)} tokens</span>
      </KpiCard>
      <KpiCard name="Difference" period={period} value={signed(difference)} exact={formatExactDollars(difference)}>
        <span>
          {difference === 0n
            ? "None"
            : `${formatShare(size, billed === 0n ? size : billed)} of what was billed, which is ${difference > 0n ? "more" : "less"} than the ledger`}
        </span>
      </KpiCard>
      <KpiCard name="Compared" period={period} value={counted(days, "day")}>
        <span>
          {unexplained === 0n
            ? difference === 0n && reasons === 0
              ? `All of ${longMonth(month)} that is reported agrees`
              : "All of the difference is explained"
            : `${signed(unexplained)} is not explained`}
        </span>
      </KpiCard>
    </KpiGrid>
  );
}

const signed = (nanos: bigint): string => `${nanos > 0n ? "+" : ""}${formatDollars(nanos)}`;
